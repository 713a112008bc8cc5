using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>DELETE /admin/emergency-code/</c>.</summary>
public sealed record AdminDeleteEmergencyCodeRequest
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("emergency_code_id")]
    public required Guid EmergencyCodeId { get; init; }
}
