using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Answer of <c>GET /user/status/</c>, polled by web clients.</summary>
public sealed record UserStatusResponse
{
    /// <summary>Shares that wait for an answer.</summary>
    [JsonPropertyName("unaccepted_shares_count")]
    public required int UnacceptedSharesCount { get; init; }

    /// <summary>Groups that wait for an answer.</summary>
    [JsonPropertyName("unaccepted_groups_count")]
    public required int UnacceptedGroupsCount { get; init; }

    /// <summary>Always 0.</summary>
    [JsonPropertyName("unaccepted_forced_groups_count")]
    public required int UnacceptedForcedGroupsCount { get; init; }

    /// <summary>Newest security report, else the date of registration.</summary>
    [JsonPropertyName("last_security_report_created"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? LastSecurityReportCreated { get; init; }

    /// <summary>Additive; <see langword="null"/> on stock servers.</summary>
    [JsonPropertyName("psono_net")]
    public UserStatusExtensions? PsonoNet { get; init; }
}
