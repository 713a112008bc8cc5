using System.Text.Json;
using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>PUT /authentication/webauthn-verify/</c>.</summary>
public sealed record WebAuthnChallengeResponse
{
    /// <summary>What the browser is asked with; the bytes of the challenge are the characters of its text.</summary>
    [JsonPropertyName("options")]
    public required JsonElement Options { get; init; }
}
