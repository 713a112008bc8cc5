using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>GET /share/{id}/</c> (protocol part 2, section 8).</summary>
public sealed record ShareResponse
{
    /// <summary>The sealed content as hex; absent without the right to read.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public string? DataNonce { get; init; }
}
