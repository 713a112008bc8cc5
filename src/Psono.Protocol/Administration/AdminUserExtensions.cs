using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Member <c>psono_net</c> of <see cref="AdminUserEntry"/>. Protocol part 5, section 20.</summary>
public sealed record AdminUserExtensions
{
    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public required string Email { get; init; }

    /// <summary>How many sessions it has.</summary>
    [JsonPropertyName("session_count")]
    public required long SessionCount { get; init; }

    /// <summary>Whether somebody ever logged in.</summary>
    [JsonPropertyName("has_logged_in")]
    public required bool HasLoggedIn { get; init; }
}
