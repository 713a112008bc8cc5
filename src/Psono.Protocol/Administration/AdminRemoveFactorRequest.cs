using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>
/// Body of <c>DELETE /admin/google-authenticator/</c>, <c>/admin/yubikey-otp/</c> and <c>/admin/webautn/</c>: the id under the name of the
/// kind. Protocol part 4, section 1.2.
/// </summary>
public sealed record AdminRemoveFactorRequest
{
    /// <summary>Id of a second factor of this kind.</summary>
    [JsonPropertyName("google_authenticator_id")]
    public Guid? GoogleAuthenticatorId { get; init; }

    /// <summary>Id of a second factor of this kind.</summary>
    [JsonPropertyName("yubikey_otp_id")]
    public Guid? YubikeyOtpId { get; init; }

    /// <summary>Id of a second factor of this kind.</summary>
    [JsonPropertyName("webauthn_id")]
    public Guid? WebauthnId { get; init; }
}
