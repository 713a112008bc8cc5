using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>POST /admin/user/</c>. Protocol part 4, section 1.5.</summary>
public sealed record AdminCreateUserRequest
{
    /// <summary>Name of the account, in the form of an e-mail address.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>Its password; the server makes one up if there is none.</summary>
    [JsonPropertyName("password")]
    public string? Password { get; init; }

    /// <summary>Whether the first login asks for a new password.</summary>
    [JsonPropertyName("require_password_change")]
    public bool? RequirePasswordChange { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(AdminCreateUserRequest);
}
