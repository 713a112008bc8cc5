using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>POST /emergencycode/</c>.</summary>
public sealed record CreateEmergencyCodeResponse
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("emergency_code_id")]
    public required Guid EmergencyCodeId { get; init; }
}
