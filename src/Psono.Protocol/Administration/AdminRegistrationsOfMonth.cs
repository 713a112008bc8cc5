using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>How many accounts were made in a month, in <see cref="AdminInfoResponse"/>.</summary>
public sealed record AdminRegistrationsOfMonth
{
    /// <summary>New ones.</summary>
    [JsonPropertyName("count_new")]
    public required int CountNew { get; init; }

    /// <summary>All up to that month.</summary>
    [JsonPropertyName("count_total")]
    public required int CountTotal { get; init; }

    /// <summary><c>Nov 26</c>.</summary>
    [JsonPropertyName("month")]
    public required string Month { get; init; }
}
