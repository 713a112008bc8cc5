using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>PUT /secret/</c>.</summary>
public sealed record CreateSecretResponse
{
    /// <summary>Id of the new secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }
}
