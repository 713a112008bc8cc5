using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>A success text, for example of a logout.</summary>
public sealed record SuccessResponse
{
    /// <summary>The text.</summary>
    [JsonPropertyName("success")]
    public required string Success { get; init; }
}
