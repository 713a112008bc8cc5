using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>POST /user/webauthn/</c>: what the browser made.</summary>
public sealed record ActivateWebAuthnRequest
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("webauthn_id")]
    public required Guid WebAuthnId { get; init; }

    /// <summary>JSON text of the credential; the members of its response in base64.</summary>
    [JsonPropertyName("credential")]
    public required string Credential { get; init; }
}
