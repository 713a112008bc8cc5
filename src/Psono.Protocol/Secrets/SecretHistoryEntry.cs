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

    /// <summary>Who replaced it: an account, null if it is gone, or the title of an API key with <c>API key </c> before it.</summary>
    [JsonPropertyName("username"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Username { get; init; }

    /// <summary>What servers of this project add; null from others, and for what a session wrote. Protocol part 5, section 14.</summary>
    [JsonPropertyName("psono_net"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecretHistoryExtensions? PsonoNet { get; init; }
}
