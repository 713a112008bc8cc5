using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Body of <c>POST /authentication/login/</c>. Protocol part 1, section 7.1.</summary>
public sealed record LoginRequest
{
    /// <summary>Ephemeral X25519 public key of this session: 64 hex digits.</summary>
    [JsonPropertyName("public_key")]
    public required string PublicKey { get; init; }

    /// <summary><see cref="LoginCredentials"/>, boxed from the session key to the server's public key.</summary>
    [JsonPropertyName("login_info")]
    public required string LoginInfo { get; init; }

    /// <summary>Nonce of <see cref="LoginInfo"/>.</summary>
    [JsonPropertyName("login_info_nonce")]
    public required string LoginInfoNonce { get; init; }

    /// <summary>Wanted lifetime in seconds.</summary>
    [JsonPropertyName("session_duration")]
    public required int SessionDuration { get; init; }
}
