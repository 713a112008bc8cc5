using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>How many accounts were made on a day, in <see cref="AdminInfoResponse"/>.</summary>
public sealed record AdminRegistrationsOfDay
{
    /// <summary>The day in UTC: <c>2026-11-23</c>.</summary>
    [JsonPropertyName("date")]
    public required string Date { get; init; }

    /// <summary>New ones.</summary>
    [JsonPropertyName("count_new")]
    public required int CountNew { get; init; }

    /// <summary>All up to that day.</summary>
    [JsonPropertyName("count_total")]
    public required int CountTotal { get; init; }

    /// <summary><c>Mon</c>.</summary>
    [JsonPropertyName("weekday")]
    public required string Weekday { get; init; }
}
