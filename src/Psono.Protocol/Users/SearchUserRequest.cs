using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>POST /user/search/</c>; the criteria are alternatives.</summary>
public sealed record SearchUserRequest
{
    /// <summary>Id of an account.</summary>
    [JsonPropertyName("user_id")]
    public Guid? UserId { get; init; }

    /// <summary>Name of an account.</summary>
    [JsonPropertyName("user_username")]
    public string? UserUsername { get; init; }

    /// <summary>E-mail address, where the server allows it.</summary>
    [JsonPropertyName("user_email")]
    public string? UserEmail { get; init; }
}
