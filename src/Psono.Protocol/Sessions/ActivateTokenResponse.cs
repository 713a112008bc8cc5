using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Answer of <c>activate-token</c>.</summary>
public sealed record ActivateTokenResponse
{
    /// <summary>The account.</summary>
    [JsonPropertyName("user")]
    public required ActivatedUser User { get; init; }
}
