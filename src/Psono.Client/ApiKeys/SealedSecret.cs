using System.Text.Json.Serialization;
using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys;

/// <summary>
/// A secret as a server hands it to an API key, whichever request it came by: two ciphertexts and the date of its last change.
/// </summary>
internal sealed record SealedSecret
{
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Null on servers that do not tell.</summary>
    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }

    [JsonPropertyName("data")]
    public required string Data { get; init; }

    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Sealed with the secret key of the API key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    [JsonIgnore]
    public SealedVersion Version => new(Data, DataNonce, WriteDate);

    public static SealedSecret Of(BulkSealedSecret secret) => new()
    {
        Id = secret.SecretId,
        WriteDate = secret.WriteDate,
        Data = secret.Data,
        DataNonce = secret.DataNonce,
        SecretKey = secret.SecretKey,
        SecretKeyNonce = secret.SecretKeyNonce,
    };

    public static SealedSecret Of(Guid id, SealedSecretResponse secret) => new()
    {
        Id = id,
        WriteDate = secret.WriteDate,
        Data = secret.Data,
        DataNonce = secret.DataNonce,
        SecretKey = secret.SecretKey,
        SecretKeyNonce = secret.SecretKeyNonce,
    };

    /// <summary>The name alone, as for every record that holds ciphertext.</summary>
    public override string ToString() => nameof(SealedSecret);
}
