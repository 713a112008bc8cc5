using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>POST /api-key-access/inspect/</c>.</summary>
public sealed record InspectApiKeyResponse
{
    /// <summary>The server may be asked to decrypt.</summary>
    [JsonPropertyName("allow_insecure_access")]
    public required bool AllowInsecureAccess { get; init; }

    /// <summary>Opens only the granted secrets.</summary>
    [JsonPropertyName("restrict_to_secrets")]
    public required bool RestrictToSecrets { get; init; }

    /// <summary>May read.</summary>
    [JsonPropertyName("read")]
    public required bool Read { get; init; }

    /// <summary>May write.</summary>
    [JsonPropertyName("write")]
    public required bool Write { get; init; }

    /// <summary>The granted secrets.</summary>
    [JsonPropertyName("api_key_secrets")]
    public required IReadOnlyList<InspectedSecret> ApiKeySecrets { get; init; }

    /// <summary>Extension of Psono.NET, only if asked for; absent on a stock server.</summary>
    [JsonPropertyName("psono_net")]
    public BulkReadResult? PsonoNet { get; init; }
}
