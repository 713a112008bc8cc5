using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>What is inside the box of an <see cref="ApiKeyLoginResponse"/>.</summary>
public sealed record ApiKeyLoginResult
{
    /// <summary>Token of the session, 128 hex digits; active at once.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>End of the session.</summary>
    [JsonPropertyName("session_valid_till")]
    public string? SessionValidTill { get; init; }

    /// <summary>Key of the session's bodies: 64 hex digits.</summary>
    [JsonPropertyName("session_secret_key")]
    public required string SessionSecretKey { get; init; }

    /// <summary>Whether the key reaches only the secrets that are granted to it.</summary>
    [JsonPropertyName("api_key_restrict_to_secrets")]
    public required bool ApiKeyRestrictToSecrets { get; init; }

    /// <summary>Whether the server may be asked to decrypt.</summary>
    [JsonPropertyName("api_key_allow_insecure_access")]
    public required bool ApiKeyAllowInsecureAccess { get; init; }

    /// <summary>Whether the session may read.</summary>
    [JsonPropertyName("api_key_read")]
    public required bool ApiKeyRead { get; init; }

    /// <summary>Whether the session may write.</summary>
    [JsonPropertyName("api_key_write")]
    public required bool ApiKeyWrite { get; init; }

    /// <summary>The owner of the key.</summary>
    [JsonPropertyName("user")]
    public required ApiKeyOwner User { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(ApiKeyLoginResult);
}
