using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>Answer of <c>POST /device-code/</c>.</summary>
public sealed record CreateDeviceCodeResponse
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary><c>pending</c>.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    /// <summary>Until when it can be approved and used.</summary>
    [JsonPropertyName("valid_till")]
    public string? ValidTill { get; init; }

    /// <summary>The server's X25519 public key for this code: 64 hex digits.</summary>
    [JsonPropertyName("server_public_key")]
    public required string ServerPublicKey { get; init; }

    /// <summary>Address of the web vault in which the code is approved.</summary>
    [JsonPropertyName("web_client_url")]
    public required string WebClientUrl { get; init; }
}
