using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>PUT /user/yubikey-otp/</c>: adds a YubiKey, which is active at once.</summary>
public sealed record CreateYubiKeyOtpRequest
{
    /// <summary>What to call it, at most 256 characters.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>A one-time password of it: 44 letters.</summary>
    [JsonPropertyName("yubikey_otp")]
    public required string YubiKeyOtp { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(CreateYubiKeyOtpRequest);
}
