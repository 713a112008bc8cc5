using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>What changes with the password. Protocol part 1, section 10.3.</summary>
public sealed record ResetCredentials
{
    /// <summary>128 hex digits, see <see cref="Cryptography.PasswordHash.AuthKey"/>.</summary>
    [JsonPropertyName("authkey")]
    public required string Authkey { get; init; }

    /// <summary>The private key, sealed with the key derived from password and sauce: 160 hex digits.</summary>
    [JsonPropertyName("private_key")]
    public required string PrivateKey { get; init; }

    /// <summary>Nonce of <see cref="PrivateKey"/>.</summary>
    [JsonPropertyName("private_key_nonce")]
    public required string PrivateKeyNonce { get; init; }

    /// <summary>The user secret key, sealed likewise: 160 hex digits.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(ResetCredentials);
}
