using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/emergency-code/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminEmergencyCodesResponse
{
    /// <summary>Of all accounts, newest first.</summary>
    [JsonPropertyName("emergency_codes")]
    public required IReadOnlyList<AdminCodeEntry> EmergencyCodes { get; init; }
}
