using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>One hit of <c>POST /user/search/</c>.</summary>
public sealed record SearchedUser
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>Avatar of the account.</summary>
    [JsonPropertyName("avatar_id"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Guid? AvatarId { get; init; }

    /// <summary>Only for the caller's own account.</summary>
    [JsonPropertyName("multifactor_auth_enabled")]
    public bool? MultifactorAuthEnabled { get; init; }

    /// <summary>Only for the caller's own account.</summary>
    [JsonPropertyName("recovery_code_enabled")]
    public bool? RecoveryCodeEnabled { get; init; }
}
