using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>What is inside the box of a <see cref="LoginResponse"/>. Protocol part 1, section 7.1.</summary>
public sealed record LoginResult
{
    /// <summary>Token of the session, 128 hex digits; not active until <c>activate-token</c>.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>Random value for client-side encryption of cached data.</summary>
    [JsonPropertyName("session_key")]
    public string? SessionKey { get; init; }

    /// <summary>End of the session.</summary>
    [JsonPropertyName("session_valid_till")]
    public string? SessionValidTill { get; init; }

    /// <summary>Second factors to solve before activation.</summary>
    [JsonPropertyName("required_multifactors")]
    public required IReadOnlyList<string> RequiredMultifactors { get; init; }

    /// <summary>The server's ephemeral X25519 public key.</summary>
    [JsonPropertyName("session_public_key")]
    public required string SessionPublicKey { get; init; }

    /// <summary>Key of the session's bodies, boxed from the ephemeral key to the session key.</summary>
    [JsonPropertyName("session_secret_key")]
    public required string SessionSecretKey { get; init; }

    /// <summary>Nonce of <see cref="SessionSecretKey"/>.</summary>
    [JsonPropertyName("session_secret_key_nonce")]
    public required string SessionSecretKeyNonce { get; init; }

    /// <summary>Random hex text, boxed from the ephemeral key to the user's public key.</summary>
    [JsonPropertyName("user_validator")]
    public required string UserValidator { get; init; }

    /// <summary>Nonce of <see cref="UserValidator"/>.</summary>
    [JsonPropertyName("user_validator_nonce")]
    public required string UserValidatorNonce { get; init; }

    /// <summary>The account.</summary>
    [JsonPropertyName("user")]
    public required LoginUser User { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(LoginResult);
}
