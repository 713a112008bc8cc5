using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>
/// What is sealed with the key of a recovery or emergency code: the opened keys of the account. Protocol part 1, section 10.1.
/// </summary>
public sealed record SealedAccountKeys
{
    /// <summary>X25519 private key: 64 hex digits.</summary>
    [JsonPropertyName("user_private_key")]
    public required string UserPrivateKey { get; init; }

    /// <summary>The key that seals the keys of datastores and API keys: 64 hex digits.</summary>
    [JsonPropertyName("user_secret_key")]
    public required string UserSecretKey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(SealedAccountKeys);
}
