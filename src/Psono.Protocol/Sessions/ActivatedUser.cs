using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>The account in an <see cref="ActivateTokenResponse"/>.</summary>
public sealed record ActivatedUser
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary><c>AUTHKEY</c>.</summary>
    [JsonPropertyName("authentication")]
    public required string Authentication { get; init; }

    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>The user secret key, sealed with the key derived from password and sauce: 160 hex digits.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>When the account was made.</summary>
    [JsonPropertyName("registration_date")]
    public string? RegistrationDate { get; init; }

    /// <summary>The account must choose a new password before anything else.</summary>
    [JsonPropertyName("require_password_change")]
    public bool RequirePasswordChange { get; init; }
}
