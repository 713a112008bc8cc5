using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/user/{id}/</c>. Protocol part 4, section 1.4.</summary>
public sealed record AdminUserResponse
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>Never here.</summary>
    [JsonPropertyName("is_managed")]
    public bool IsManaged { get; init; }

    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>When somebody last logged in, else when it was made: "tsZ".</summary>
    [JsonPropertyName("last_login")]
    public required string LastLogin { get; init; }

    /// <summary>Public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>Whether it is not disabled.</summary>
    [JsonPropertyName("is_active")]
    public required bool IsActive { get; init; }

    /// <summary>Whether its e-mail address is verified.</summary>
    [JsonPropertyName("is_email_active")]
    public required bool IsEmailActive { get; init; }

    /// <summary>Whether it is an administrator's.</summary>
    [JsonPropertyName("is_superuser")]
    public required bool IsSuperuser { get; init; }

    /// <summary>The same.</summary>
    [JsonPropertyName("is_staff")]
    public required bool IsStaff { get; init; }

    /// <summary>Whether the next login asks for a new password.</summary>
    [JsonPropertyName("require_password_change")]
    public required bool RequirePasswordChange { get; init; }

    /// <summary>Language of mails.</summary>
    [JsonPropertyName("language")]
    public required string Language { get; init; }

    /// <summary><c>AUTHKEY</c>.</summary>
    [JsonPropertyName("authentication")]
    public string Authentication { get; init; } = "AUTHKEY";

    /// <summary>Groups.</summary>
    [JsonPropertyName("memberships")]
    public IReadOnlyList<AdminUserPart> Memberships { get; init; } = [];

    /// <summary>Second factors of this kind.</summary>
    [JsonPropertyName("duos")]
    public IReadOnlyList<AdminUserPart> Duos { get; init; } = [];

    /// <summary>Second factors of this kind.</summary>
    [JsonPropertyName("google_authenticators")]
    public IReadOnlyList<AdminUserPart> GoogleAuthenticators { get; init; } = [];

    /// <summary>Second factors of this kind.</summary>
    [JsonPropertyName("yubikey_otps")]
    public IReadOnlyList<AdminUserPart> YubikeyOtps { get; init; } = [];

    /// <summary>Second factors of this kind.</summary>
    [JsonPropertyName("webauthns")]
    public IReadOnlyList<AdminUserPart> Webauthns { get; init; } = [];

    /// <summary>Second factors of this kind.</summary>
    [JsonPropertyName("ivalts")]
    public IReadOnlyList<AdminUserPart> Ivalts { get; init; } = [];

    /// <summary>Recovery codes.</summary>
    [JsonPropertyName("recovery_codes")]
    public IReadOnlyList<AdminUserPart> RecoveryCodes { get; init; } = [];

    /// <summary>Emergency codes.</summary>
    [JsonPropertyName("emergency_codes")]
    public IReadOnlyList<AdminUserPart> EmergencyCodes { get; init; } = [];

    /// <summary>Link shares.</summary>
    [JsonPropertyName("link_shares")]
    public IReadOnlyList<AdminUserPart> LinkShares { get; init; } = [];

    /// <summary>Sessions, newest first.</summary>
    [JsonPropertyName("sessions")]
    public required IReadOnlyList<AdminSessionEntry> Sessions { get; init; }

    /// <summary>Rights on shares.</summary>
    [JsonPropertyName("share_rights")]
    public IReadOnlyList<AdminUserPart> ShareRights { get; init; } = [];
}
