using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>Answer of <c>PUT /device-code/{id}/claim/</c>. Clients only look at its success.</summary>
public sealed record ClaimDeviceCodeResponse
{
    /// <summary><c>claimed</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>Id of the user who approved.</summary>
    [JsonPropertyName("user")]
    public required Guid User { get; init; }

    /// <summary>The server's public key for this code.</summary>
    [JsonPropertyName("server_public_key")]
    public required string ServerPublicKey { get; init; }

    /// <summary>The device's public key.</summary>
    [JsonPropertyName("user_public_key")]
    public required string UserPublicKey { get; init; }

    /// <summary>What was sent.</summary>
    [JsonPropertyName("encrypted_credentials")]
    public required string EncryptedCredentials { get; init; }

    /// <summary>Nonce of <see cref="EncryptedCredentials"/>.</summary>
    [JsonPropertyName("encrypted_credentials_nonce")]
    public required string EncryptedCredentialsNonce { get; init; }
}
