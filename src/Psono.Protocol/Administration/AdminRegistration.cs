using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>One of the newest accounts in <see cref="AdminInfoResponse"/>.</summary>
public sealed record AdminRegistration
{
    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("date")]
    public required string Date { get; init; }

    /// <summary>Its name.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>Whether it is not disabled.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }
}
