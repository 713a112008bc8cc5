using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>PUT /authentication/webauthn-verify/</c>: asks for a challenge.</summary>
public sealed record WebAuthnChallengeRequest
{
    /// <summary>Scheme, host and port of the page.</summary>
    [JsonPropertyName("origin")]
    public required string Origin { get; init; }
}
