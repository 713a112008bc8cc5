using System.Text.Json.Serialization;

namespace Psono.Protocol.Avatars;

/// <summary>Body of <c>POST /avatar/</c>: sets the picture of the account.</summary>
public sealed record CreateAvatarRequest
{
    /// <summary>A PNG or JPEG in base64.</summary>
    [JsonPropertyName("data_base64")]
    public required string DataBase64 { get; init; }
}
