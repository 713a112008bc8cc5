using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>PUT /api-key-access/secret/</c>.</summary>
public sealed record WriteSecretResponse
{
    /// <summary>New version; absent on older servers.</summary>
    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }
}
