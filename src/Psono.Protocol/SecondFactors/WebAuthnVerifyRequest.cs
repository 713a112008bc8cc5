using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>POST /authentication/webauthn-verify/</c>: what the security key signed.</summary>
public sealed record WebAuthnVerifyRequest
{
    /// <summary>JSON text of the assertion; the members of its response in base64.</summary>
    [JsonPropertyName("credential")]
    public required string Credential { get; init; }
}
