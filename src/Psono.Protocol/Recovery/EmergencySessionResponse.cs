using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>PUT /emergency-login/</c>.</summary>
public sealed record EmergencySessionResponse
{
    /// <summary><see cref="EmergencySessionResult"/>, boxed from the server's private key to the session key, in hex.</summary>
    [JsonPropertyName("login_info")]
    public required string LoginInfo { get; init; }

    /// <summary>Nonce of <see cref="LoginInfo"/>.</summary>
    [JsonPropertyName("login_info_nonce")]
    public required string LoginInfoNonce { get; init; }
}
