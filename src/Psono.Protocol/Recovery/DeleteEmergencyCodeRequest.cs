using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>DELETE /emergencycode/</c>.</summary>
public sealed record DeleteEmergencyCodeRequest
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("emergency_code_id")]
    public required Guid EmergencyCodeId { get; init; }
}
