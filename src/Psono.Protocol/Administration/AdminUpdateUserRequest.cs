using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>PUT /admin/user/</c>: what is there is set. Protocol part 4, section 1.5.</summary>
public sealed record AdminUpdateUserRequest
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("user_id")]
    public required Guid UserId { get; init; }

    /// <summary>False disables it: its sessions end.</summary>
    [JsonPropertyName("is_active")]
    public bool? IsActive { get; init; }

    /// <summary>Whether its e-mail address is verified.</summary>
    [JsonPropertyName("is_email_active")]
    public bool? IsEmailActive { get; init; }

    /// <summary>Whether it is an administrator's.</summary>
    [JsonPropertyName("is_superuser")]
    public bool? IsSuperuser { get; init; }

    /// <summary>Whether the next login asks for a new password.</summary>
    [JsonPropertyName("require_password_change")]
    public bool? RequirePasswordChange { get; init; }
}
