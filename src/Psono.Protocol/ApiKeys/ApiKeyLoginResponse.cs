using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>POST /api-key/login/</c>. Protocol part 2, section 17.</summary>
public sealed record ApiKeyLoginResponse
{
    /// <summary>
    /// An <see cref="ApiKeyLoginResult"/>, boxed from <see cref="ServerSessionPublicKey"/> to the client's session public key: hex.
    /// </summary>
    [JsonPropertyName("login_info")]
    public required string LoginInfo { get; init; }

    /// <summary>The server's Ed25519 signature over the hex text of <see cref="LoginInfo"/>: 128 hex digits.</summary>
    [JsonPropertyName("login_info_signature")]
    public required string LoginInfoSignature { get; init; }

    /// <summary>Nonce of <see cref="LoginInfo"/>: 48 hex digits.</summary>
    [JsonPropertyName("login_info_nonce")]
    public required string LoginInfoNonce { get; init; }

    /// <summary>The server's ephemeral X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("server_session_public_key")]
    public required string ServerSessionPublicKey { get; init; }
}
