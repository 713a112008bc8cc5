using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Body of <c>POST /authentication/prelogin/</c>.</summary>
public sealed record PreloginRequest
{
    /// <summary>Name of the account, lower case.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }
}
