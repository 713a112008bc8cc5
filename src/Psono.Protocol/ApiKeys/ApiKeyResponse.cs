using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>GET /api-key/{id}/</c>.</summary>
public sealed record ApiKeyResponse
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Name of the key.</summary>
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

    /// <summary>Whether it may be used.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>What only a Psono.NET server tells; absent as long as the key was never used.</summary>
    [JsonPropertyName("psono_net")]
    public ApiKeyUse? PsonoNet { get; init; }
}
