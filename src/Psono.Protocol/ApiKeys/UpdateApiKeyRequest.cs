using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>POST /api-key/</c>. Absent members stay as they are.</summary>
public sealed record UpdateApiKeyRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>Name of the key.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>May read.</summary>
    [JsonPropertyName("read")]
    public bool? Read { get; init; }

    /// <summary>May write.</summary>
    [JsonPropertyName("write")]
    public bool? Write { get; init; }

    /// <summary>Opens only the granted secrets.</summary>
    [JsonPropertyName("restrict_to_secrets")]
    public bool? RestrictToSecrets { get; init; }

    /// <summary>The server may be asked to decrypt.</summary>
    [JsonPropertyName("allow_insecure_access")]
    public bool? AllowInsecureAccess { get; init; }
}
