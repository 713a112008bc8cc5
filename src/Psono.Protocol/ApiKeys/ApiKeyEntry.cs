using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>One API key of the list.</summary>
public sealed record ApiKeyEntry
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Name of the key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>May read.</summary>
    [JsonPropertyName("read")]
    public required bool Read { get; init; }

    /// <summary>May write.</summary>
    [JsonPropertyName("write")]
    public required bool Write { get; init; }

    /// <summary>Opens only the granted secrets.</summary>
    [JsonPropertyName("restrict_to_secrets")]
    public required bool RestrictToSecrets { get; init; }

    /// <summary>The server may be asked to decrypt.</summary>
    [JsonPropertyName("allow_insecure_access")]
    public required bool AllowInsecureAccess { get; init; }

    /// <summary>Whether it may be used.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>What only a Psono.NET server tells; absent as long as the key was never used.</summary>
    [JsonPropertyName("psono_net")]
    public ApiKeyUse? PsonoNet { get; init; }
}
