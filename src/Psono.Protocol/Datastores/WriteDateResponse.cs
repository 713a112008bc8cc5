using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of an update.</summary>
public sealed record WriteDateResponse
{
    /// <summary>A success text.</summary>
    [JsonPropertyName("success")]
    public string? Success { get; init; }

    /// <summary>New version; absent on older servers.</summary>
    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }
}
