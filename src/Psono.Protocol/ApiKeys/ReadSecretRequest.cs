using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>POST /api-key-access/secret/</c>.</summary>
public sealed record ReadSecretRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>Insecure access: the server decrypts. Never sent by our clients.</summary>
    [JsonPropertyName("api_key_secret_key")]
    public string? ApiKeySecretKey { get; init; }

    /// <summary>Insecure access: dotted path of the wanted member.</summary>
    [JsonPropertyName("json_filter")]
    public string? JsonFilter { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(ReadSecretRequest);
}
