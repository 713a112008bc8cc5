using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>
/// Body of <c>PUT /device-code/{id}/claim/</c>: the owner of an account approves a device. Protocol part 1, section 15.2.
/// </summary>
public sealed record ClaimDeviceCodeRequest
{
    /// <summary>
    /// A <see cref="DeviceCodeCredentials"/>, sealed with the key that only the device and its owner know. This name alone has the suffix.
    /// </summary>
    [JsonPropertyName("encrypted_credentials_input")]
    public required string EncryptedCredentials { get; init; }

    /// <summary>Nonce of <see cref="EncryptedCredentials"/>.</summary>
    [JsonPropertyName("encrypted_credentials_nonce")]
    public required string EncryptedCredentialsNonce { get; init; }
}
