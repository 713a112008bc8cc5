using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>
/// What is inside the box of a <see cref="DeviceCodeTokenResponse"/>: an active session, and the account's
/// keys, which the server cannot open.
/// </summary>
public sealed record DeviceCodeToken
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary><c>claimed</c>.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    /// <summary>Token of the session, 128 hex digits, active already.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>Key of the session's bodies, 64 hex digits.</summary>
    [JsonPropertyName("session_secret_key")]
    public required string SessionSecretKey { get; init; }

    /// <summary>End of the session.</summary>
    [JsonPropertyName("token_valid_till")]
    public string? TokenValidTill { get; init; }

    /// <summary>A sealed <see cref="DeviceCodeCredentials"/>.</summary>
    [JsonPropertyName("encrypted_credentials")]
    public string? EncryptedCredentials { get; init; }

    /// <summary>Nonce of <see cref="EncryptedCredentials"/>.</summary>
    [JsonPropertyName("encrypted_credentials_nonce")]
    public string? EncryptedCredentialsNonce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(DeviceCodeToken);
}
