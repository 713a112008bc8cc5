using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>GET /admin/invitation/</c>. Protocol part 5, section 20.</summary>
public sealed record AdminInvitationsResponse
{
    /// <summary>Those that nobody used yet.</summary>
    [JsonPropertyName("invitations")]
    public required IReadOnlyList<AdminInvitationEntry> Invitations { get; init; }
}
