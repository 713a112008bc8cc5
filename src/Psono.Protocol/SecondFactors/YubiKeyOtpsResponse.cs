using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>GET /user/yubikey-otp/</c>: the YubiKeys of the account that give one-time passwords.</summary>
public sealed record YubiKeyOtpsResponse
{
    /// <summary>All of them.</summary>
    [JsonPropertyName("yubikey_otps")]
    public required IReadOnlyList<SecondFactorEntry> YubiKeyOtps { get; init; }
}
