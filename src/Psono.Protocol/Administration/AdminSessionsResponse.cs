using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/session/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminSessionsResponse
{
    /// <summary>How many there are, if a page of them was asked for.</summary>
    [JsonPropertyName("count"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int? Count { get; init; }

    /// <summary>The sessions.</summary>
    [JsonPropertyName("sessions")]
    public required IReadOnlyList<AdminSessionEntry> Sessions { get; init; }
}
