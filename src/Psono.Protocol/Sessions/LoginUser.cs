using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Sessions;

/// <summary>The account in a <see cref="LoginResult"/>.</summary>
public sealed record LoginUser
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>Language of the account.</summary>
    [JsonPropertyName("language")]
    public string? Language { get; init; }

    /// <summary>X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>The private key, sealed with the key derived from password and sauce: 160 hex digits.</summary>
    [JsonPropertyName("private_key")]
    public required string PrivateKey { get; init; }

    /// <summary>Nonce of <see cref="PrivateKey"/>.</summary>
    [JsonPropertyName("private_key_nonce")]
    public required string PrivateKeyNonce { get; init; }

    /// <summary>Salt of the derived key, as text.</summary>
    [JsonPropertyName("user_sauce")]
    public required string UserSauce { get; init; }

    /// <summary><c>AUTHKEY</c>.</summary>
    [JsonPropertyName("authentication")]
    public required string Authentication { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public string? HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash.</summary>
    [JsonPropertyName("hashing_parameters")]
    public HashingParameters? HashingParameters { get; init; }

    /// <summary>The account must choose a new password before anything else.</summary>
    [JsonPropertyName("require_password_change")]
    public bool RequirePasswordChange { get; init; }
}
