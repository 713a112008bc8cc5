using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>
/// The owner of an API key in an <see cref="ApiKeyLoginResult"/>. The keys are there only if the API key is not restricted to secrets.
/// </summary>
public sealed record ApiKeyOwner
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>The account's X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>The account's private key, sealed with the API secret key: 160 hex digits.</summary>
    [JsonPropertyName("private_key")]
    public string? PrivateKey { get; init; }

    /// <summary>Nonce of <see cref="PrivateKey"/>.</summary>
    [JsonPropertyName("private_key_nonce")]
    public string? PrivateKeyNonce { get; init; }

    /// <summary>The user secret key, sealed with the API secret key: 160 hex digits.</summary>
    [JsonPropertyName("secret_key")]
    public string? SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public string? SecretKeyNonce { get; init; }
}
