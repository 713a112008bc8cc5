using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>PUT /user/update/</c>. Protocol part 1, section 9. Absent members stay as they are.</summary>
public sealed record UpdateUserRequest
{
    /// <summary>New e-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>New login secret.</summary>
    [JsonPropertyName("authkey")]
    public string? Authkey { get; init; }

    /// <summary>Current login secret; needed for everything but language and zone.</summary>
    [JsonPropertyName("authkey_old")]
    public string? AuthkeyOld { get; init; }

    /// <summary>The private key, sealed again.</summary>
    [JsonPropertyName("private_key")]
    public string? PrivateKey { get; init; }

    /// <summary>Its nonce.</summary>
    [JsonPropertyName("private_key_nonce")]
    public string? PrivateKeyNonce { get; init; }

    /// <summary>The user secret key, sealed again.</summary>
    [JsonPropertyName("secret_key")]
    public string? SecretKey { get; init; }

    /// <summary>Its nonce.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public string? SecretKeyNonce { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public string? HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash.</summary>
    [JsonPropertyName("hashing_parameters")]
    public HashingParameters? HashingParameters { get; init; }

    /// <summary>Language of the account.</summary>
    [JsonPropertyName("language")]
    public string? Language { get; init; }

    /// <summary>IANA time zone.</summary>
    [JsonPropertyName("zoneinfo")]
    public string? Zoneinfo { get; init; }

    /// <summary>New salt of the derived key.</summary>
    [JsonPropertyName("user_sauce")]
    public string? UserSauce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(UpdateUserRequest);
}
