using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/user/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminUsersResponse
{
    /// <summary>How many there are, if a page of them was asked for.</summary>
    [JsonPropertyName("count"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int? Count { get; init; }

    /// <summary>The accounts.</summary>
    [JsonPropertyName("users")]
    public required IReadOnlyList<AdminUserEntry> Users { get; init; }
}
