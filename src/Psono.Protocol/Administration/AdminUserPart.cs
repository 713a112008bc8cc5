using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Something that an account has. Protocol part 4, section 1.4.</summary>
public sealed record AdminUserPart
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it was made: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>What its owner calls it.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>Whether it is in use.</summary>
    [JsonPropertyName("active")]
    public bool? Active { get; init; }

    /// <summary>What its owner calls it; of an emergency code.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>For how many seconds whoever uses it has to wait; of an emergency code.</summary>
    [JsonPropertyName("activation_delay")]
    public long? ActivationDelay { get; init; }
}
