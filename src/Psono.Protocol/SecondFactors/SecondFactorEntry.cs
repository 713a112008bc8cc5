using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>One second factor of an account.</summary>
public sealed record SecondFactorEntry
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Whether a login asks for it; one that was begun and not confirmed is not active.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>What its owner called it.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }
}
