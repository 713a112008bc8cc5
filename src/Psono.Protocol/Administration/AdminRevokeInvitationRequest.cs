using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>DELETE /admin/invitation/</c>. Protocol part 5, section 20.</summary>
public sealed record AdminRevokeInvitationRequest
{
    /// <summary>Id of the invitation.</summary>
    [JsonPropertyName("invitation_id")]
    public required Guid InvitationId { get; init; }
}
