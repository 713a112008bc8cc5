using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Answer of a login: a box from the server's long-term key to the session key.</summary>
public sealed record LoginResponse
{
    /// <summary><see cref="LoginResult"/>, boxed.</summary>
    [JsonPropertyName("login_info")]
    public required string LoginInfo { get; init; }

    /// <summary>Nonce of <see cref="LoginInfo"/>.</summary>
    [JsonPropertyName("login_info_nonce")]
    public required string LoginInfoNonce { get; init; }
}
