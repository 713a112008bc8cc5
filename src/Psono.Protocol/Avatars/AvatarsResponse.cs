using System.Text.Json.Serialization;

namespace Psono.Protocol.Avatars;

/// <summary>Answer of <c>GET /avatar/</c>. Protocol part 1, section 13.4.</summary>
public sealed record AvatarsResponse
{
    /// <summary>None or one.</summary>
    [JsonPropertyName("avatars")]
    public required IReadOnlyList<AvatarEntry> Avatars { get; init; }
}
