using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>DELETE /admin/recovery-code/</c>.</summary>
public sealed record AdminDeleteRecoveryCodeRequest
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("recovery_code_id")]
    public required Guid RecoveryCodeId { get; init; }
}
