using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>What servers of this project add to an earlier version of a secret. Protocol part 5, section 14.</summary>
public sealed record SecretHistoryExtensions
{
    /// <summary>The API key by which the version was replaced.</summary>
    [JsonPropertyName("api_key")]
    public required SecretHistoryApiKey ApiKey { get; init; }
}

/// <summary>An API key that replaced a version of a secret, also after it is deleted.</summary>
public sealed record SecretHistoryApiKey
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Its title at that time.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }
}
