using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Member <c>psono_net</c> of <see cref="UserStatusResponse"/>. Protocol part 5, section 20.</summary>
public sealed record UserStatusExtensions
{
    /// <summary>Whether the account is an administrator's, and administrators may manage accounts on this server.</summary>
    [JsonPropertyName("administrator")]
    public required bool Administrator { get; init; }
}
