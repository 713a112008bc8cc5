using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>One replaced version of a secret.</summary>
public sealed record SecretHistoryEntry
{
    /// <summary>Id of the version.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it was replaced.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>Who replaced it; null if that account is gone.</summary>
    [JsonPropertyName("username"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Username { get; init; }
}
