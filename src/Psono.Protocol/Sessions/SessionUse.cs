using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Additions of a Psono.NET server to a <see cref="SessionEntry"/> (protocol part 5, section 6).</summary>
public sealed record SessionUse
{
    /// <summary>When the session was last used, to the minute, in the protocol's format.</summary>
    [JsonPropertyName("last_use")]
    public required string LastUse { get; init; }

    /// <summary>The network address from which it was last used.</summary>
    [JsonPropertyName("last_address"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastAddress { get; init; }
}
