using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>An invitation in the list of <c>GET /admin/invitation/</c>. Protocol part 5, section 20.</summary>
public sealed record AdminInvitationEntry
{
    /// <summary>Id of the invitation.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>The name that the account will have.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>The e-mail address that it is for.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>When it ends by itself: "tsZ".</summary>
    [JsonPropertyName("valid_till")]
    public required string ValidTill { get; init; }

    /// <summary>Whether the account becomes an administrator's.</summary>
    [JsonPropertyName("is_superuser")]
    public required bool IsSuperuser { get; init; }

    /// <summary>Name of the administrator; <see langword="null"/>: whoever runs the server.</summary>
    [JsonPropertyName("invited_by"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? InvitedBy { get; init; }
}
