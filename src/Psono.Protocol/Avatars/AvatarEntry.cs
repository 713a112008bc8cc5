using System.Text.Json.Serialization;

namespace Psono.Protocol.Avatars;

/// <summary>The picture of an account.</summary>
public sealed record AvatarEntry
{
    /// <summary>Id of the picture; each has another.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }
}
