using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>GET /secret/link/</c>, an extension (<c>psono_net.secret_links</c>).</summary>
public sealed record SecretLinksResponse
{
    /// <summary>The links in own datastores, oldest first; empty if the digest that was sent is that of the linked secrets.</summary>
    [JsonPropertyName("links")]
    public required IReadOnlyList<SecretLinkEntry> Links { get; init; }
}
