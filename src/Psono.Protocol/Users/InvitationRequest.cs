using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>POST /invitation/</c>. Protocol part 5, section 19.</summary>
public sealed record InvitationRequest
{
    /// <summary>What stands in the link after <c>#invitation=</c>.</summary>
    [JsonPropertyName("code")]
    public required string Code { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(InvitationRequest);
}
