using System.Text.Json.Serialization;

namespace Psono.Protocol.Info;

/// <summary>Answer of <c>GET /info/</c>: the server's identity. Protocol part 1, section 4.1.</summary>
public sealed record InfoResponse
{
    /// <summary>A JSON document (<see cref="ServerInfo"/>) as text; the signature is over exactly its UTF-8 bytes.</summary>
    [JsonPropertyName("info")]
    public required string Info { get; init; }

    /// <summary>Ed25519 signature: 128 hex digits.</summary>
    [JsonPropertyName("signature")]
    public required string Signature { get; init; }

    /// <summary>Ed25519 verify key of the server: 64 hex digits. Clients trust it on first use.</summary>
    [JsonPropertyName("verify_key")]
    public required string VerifyKey { get; init; }
}
