using System.Text.Json.Serialization;

namespace Psono.Protocol.Avatars;

/// <summary>Body of <c>DELETE /avatar/</c>.</summary>
public sealed record DeleteAvatarRequest
{
    /// <summary>Id of the picture.</summary>
    [JsonPropertyName("avatar_id")]
    public required Guid AvatarId { get; init; }
}
