using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>DELETE /secret/link/</c>.</summary>
public sealed record DeleteSecretLinkRequest
{
    /// <summary>Id of the node.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>Title for an audit log; empty without one.</summary>
    [JsonPropertyName("log_audit_title")]
    public string? LogAuditTitle { get; init; }
}
