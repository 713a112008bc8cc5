using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>POST /authentication/unregister/</c>: asks for a mail with which an account is deleted. One of the two.</summary>
public sealed record UnregisterRequest
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>E-mail address of the account.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }
}
