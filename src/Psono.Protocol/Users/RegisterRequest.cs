using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>POST /authentication/register/</c>. Protocol part 1, section 6.2.</summary>
public sealed record RegisterRequest
{
    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>Name of the account, in the form of an e-mail address.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="Cryptography.PasswordHash.AuthKey"/>.</summary>
    [JsonPropertyName("authkey")]
    public required string Authkey { get; init; }

    /// <summary>X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

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

    /// <summary>Salt of the derived key: 64 hex digits.</summary>
    [JsonPropertyName("user_sauce")]
    public required string UserSauce { get; init; }

    /// <summary>Sent by web clients, ignored by servers.</summary>
    [JsonPropertyName("base_url")]
    public string? BaseUrl { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public required string HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash.</summary>
    [JsonPropertyName("hashing_parameters")]
    public required HashingParameters HashingParameters { get; init; }

    /// <summary>What other servers ignore.</summary>
    [JsonPropertyName("psono_net")]
    public RegisterExtensions? PsonoNet { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(RegisterRequest);
}
