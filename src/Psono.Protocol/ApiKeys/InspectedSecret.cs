using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>One granted secret in an <see cref="InspectApiKeyResponse"/>.</summary>
public sealed record InspectedSecret
{
    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>When it was last written.</summary>
    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }
}
