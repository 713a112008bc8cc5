using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>POST /authentication/yubikey-otp-verify/</c>: a one-time password of a YubiKey as second factor.</summary>
public sealed record YubiKeyOtpVerifyRequest
{
    /// <summary>44 letters.</summary>
    [JsonPropertyName("yubikey_otp")]
    public required string YubiKeyOtp { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(YubiKeyOtpVerifyRequest);
}
