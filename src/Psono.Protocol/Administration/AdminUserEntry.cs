using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>An account in the list of <c>GET /admin/user/</c>. Protocol part 4, section 1.4.</summary>
public sealed record AdminUserEntry
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>When somebody last logged in, else when it was made: "tsZ".</summary>
    [JsonPropertyName("last_login")]
    public required string LastLogin { get; init; }

    /// <summary>Its name.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary><c>superuser</c> or <c>user</c>.</summary>
    [JsonPropertyName("roles")]
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whether it is not disabled.</summary>
    [JsonPropertyName("is_active")]
    public required bool IsActive { get; init; }

    /// <summary>Whether its e-mail address is verified.</summary>
    [JsonPropertyName("is_email_active")]
    public required bool IsEmailActive { get; init; }

    /// <summary>Whether it has this second factor.</summary>
    [JsonPropertyName("duo_enabled")]
    public bool DuoEnabled { get; init; }

    /// <summary>Whether it has this second factor.</summary>
    [JsonPropertyName("google_authenticator_enabled")]
    public bool GoogleAuthenticatorEnabled { get; init; }

    /// <summary>Whether it has this second factor.</summary>
    [JsonPropertyName("webauthn_enabled")]
    public bool WebauthnEnabled { get; init; }

    /// <summary>Whether it has this second factor.</summary>
    [JsonPropertyName("yubikey_otp_enabled")]
    public bool YubikeyOtpEnabled { get; init; }

    /// <summary>Whether the next login asks for a new password.</summary>
    [JsonPropertyName("require_password_change")]
    public required bool RequirePasswordChange { get; init; }

    /// <summary>Whether it has a recovery code.</summary>
    [JsonPropertyName("recovery_code_exist")]
    public bool RecoveryCodeExist { get; init; }

    /// <summary>Whether it has an emergency code.</summary>
    [JsonPropertyName("emergency_code_exist")]
    public bool EmergencyCodeExist { get; init; }

    /// <summary>How many secrets are linked in its datastores.</summary>
    [JsonPropertyName("secret_count")]
    public required long SecretCount { get; init; }

    /// <summary>Additive; <see langword="null"/> on stock servers.</summary>
    [JsonPropertyName("psono_net")]
    public AdminUserExtensions? PsonoNet { get; init; }
}
