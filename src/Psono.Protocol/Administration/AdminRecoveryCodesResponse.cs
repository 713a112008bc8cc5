using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/recovery-code/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminRecoveryCodesResponse
{
    /// <summary>Of all accounts, newest first.</summary>
    [JsonPropertyName("recovery_codes")]
    public required IReadOnlyList<AdminCodeEntry> RecoveryCodes { get; init; }
}
