using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>What a Psono.NET server tells of the use of an API key, beyond the stock protocol.</summary>
public sealed record ApiKeyUse
{
    /// <summary>When a client last came with the key, to the minute.</summary>
    [JsonPropertyName("last_use")]
    public required string LastUse { get; init; }

    /// <summary>The network address from which it came; <see langword="null"/> if the server did not note it.</summary>
    [JsonPropertyName("last_address"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastAddress { get; init; }
}
