using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>One session of an account.</summary>
public sealed record SessionEntry
{
    /// <summary>Id of the session, not its token.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it began.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>What the device called itself.</summary>
    [JsonPropertyName("device_description"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? DeviceDescription { get; init; }

    /// <summary>The session that asks.</summary>
    [JsonPropertyName("current_session")]
    public required bool CurrentSession { get; init; }

    /// <summary>Additive; <see langword="null"/> on stock servers.</summary>
    [JsonPropertyName("psono_net"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionUse? PsonoNet { get; init; }
}
