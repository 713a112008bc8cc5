using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>What an approval hands over: everything that opens the account. Sealed for the device, never for the server.</summary>
public sealed record DeviceCodeCredentials
{
    /// <summary>The account's private key: 64 hex digits.</summary>
    [JsonPropertyName("user_private_key")]
    public required string UserPrivateKey { get; init; }

    /// <summary>The account's secret key: 64 hex digits.</summary>
    [JsonPropertyName("user_secret_key")]
    public required string UserSecretKey { get; init; }

    /// <summary>The account's salt, which stock clients insist on.</summary>
    [JsonPropertyName("user_sauce")]
    public string? UserSauce { get; init; }

    /// <summary>The name alone: a key never gets into a log by accident.</summary>
    public override string ToString() => nameof(DeviceCodeCredentials);
}
