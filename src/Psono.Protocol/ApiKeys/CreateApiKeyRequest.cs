using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>PUT /api-key/</c>. Protocol part 2, section 16.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>Name of the key, in clear.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>The private key, sealed with the user secret key.</summary>
    [JsonPropertyName("private_key")]
    public required string PrivateKey { get; init; }

    /// <summary>Nonce of <see cref="PrivateKey"/>.</summary>
    [JsonPropertyName("private_key_nonce")]
    public required string PrivateKeyNonce { get; init; }

    /// <summary>The API secret key, sealed with the user secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>The user's private key, sealed with the API secret key.</summary>
    [JsonPropertyName("user_private_key")]
    public required string UserPrivateKey { get; init; }

    /// <summary>Nonce of <see cref="UserPrivateKey"/>.</summary>
    [JsonPropertyName("user_private_key_nonce")]
    public required string UserPrivateKeyNonce { get; init; }

    /// <summary>The user secret key, sealed with the API secret key.</summary>
    [JsonPropertyName("user_secret_key")]
    public required string UserSecretKey { get; init; }

    /// <summary>Nonce of <see cref="UserSecretKey"/>.</summary>
    [JsonPropertyName("user_secret_key_nonce")]
    public required string UserSecretKeyNonce { get; init; }

    /// <summary>Ed25519 verify key of the private key: 64 hex digits.</summary>
    [JsonPropertyName("verify_key")]
    public required string VerifyKey { get; init; }

    /// <summary>May read.</summary>
    [JsonPropertyName("read")]
    public required bool Read { get; init; }

    /// <summary>May write.</summary>
    [JsonPropertyName("write")]
    public required bool Write { get; init; }

    /// <summary>Opens only the granted secrets.</summary>
    [JsonPropertyName("restrict_to_secrets")]
    public required bool RestrictToSecrets { get; init; }

    /// <summary>The server may be asked to decrypt.</summary>
    [JsonPropertyName("allow_insecure_access")]
    public required bool AllowInsecureAccess { get; init; }
}
