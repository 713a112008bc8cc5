using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Answer of <c>POST /invitation/</c>. Protocol part 5, section 19.</summary>
public sealed record InvitationResponse
{
    /// <summary>The name that the account will have.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>The e-mail address that the invitation is for.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>When it ends: "ts+00".</summary>
    [JsonPropertyName("valid_till")]
    public required string ValidTill { get; init; }
}
