using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Member <c>psono_net</c> of <see cref="UserStatusResponse"/>. Protocol part 5, sections 20 and 21.</summary>
public sealed record UserStatusExtensions
{
    /// <summary>Whether the account is an administrator's, and administrators may manage accounts on this server.</summary>
    [JsonPropertyName("administrator")]
    public required bool Administrator { get; init; }

    /// <summary>Whether a login needs a second factor; <see langword="null"/>: the server does not tell.</summary>
    [JsonPropertyName("second_factor")]
    public bool? SecondFactor { get; init; }

    /// <summary>Whether a recovery code can replace a lost password; <see langword="null"/>: nobody can have one.</summary>
    [JsonPropertyName("recovery_code")]
    public bool? RecoveryCode { get; init; }
}
