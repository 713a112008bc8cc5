using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>DELETE /admin/user/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminDeleteUserRequest
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("user_id")]
    public required Guid UserId { get; init; }
}
