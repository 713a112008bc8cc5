using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>A recovery or emergency code of an account. Protocol part 4, section 1.2.</summary>
public sealed record AdminCodeEntry
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>Name of the account.</summary>
    [JsonPropertyName("user")]
    public required string User { get; init; }

    /// <summary>What its owner calls it; only of emergency codes.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}
