using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>DELETE /user/webauthn/</c>.</summary>
public sealed record DeleteWebAuthnRequest
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("webauthn_id")]
    public required Guid WebAuthnId { get; init; }
}
