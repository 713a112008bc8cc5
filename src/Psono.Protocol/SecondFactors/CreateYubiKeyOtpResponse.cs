using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>PUT /user/yubikey-otp/</c>.</summary>
public sealed record CreateYubiKeyOtpResponse
{
    /// <summary>Id of the new factor.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }
}
