using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>POST /admin/invitation/</c>. Protocol part 5, section 20.</summary>
public sealed record AdminInviteResponse
{
    /// <summary>Id of the invitation.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>What the invited person opens. Nobody tells it again.</summary>
    [JsonPropertyName("link")]
    public required string Link { get; init; }

    /// <summary>When it ends by itself: "tsZ".</summary>
    [JsonPropertyName("valid_till")]
    public required string ValidTill { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(AdminInviteResponse);
}
