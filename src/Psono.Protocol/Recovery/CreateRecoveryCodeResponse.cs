using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>POST /recoverycode/</c>.</summary>
public sealed record CreateRecoveryCodeResponse
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("recovery_code_id")]
    public required Guid RecoveryCodeId { get; init; }
}
