using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>DELETE /user/yubikey-otp/</c>.</summary>
public sealed record DeleteYubiKeyOtpRequest
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("yubikey_otp_id")]
    public required Guid YubiKeyOtpId { get; init; }
}
