using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>GET /emergencycode/</c>. Protocol part 1, section 11.1.</summary>
public sealed record EmergencyCodesResponse
{
    /// <summary>The codes of the account, oldest first. The name on the wire is misspelled in the protocol.</summary>
    [JsonPropertyName("emegency_codes")]
    public required IReadOnlyList<EmergencyCodeEntry> EmergencyCodes { get; init; }
}
