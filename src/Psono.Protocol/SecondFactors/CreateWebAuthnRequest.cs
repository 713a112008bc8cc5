using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>PUT /user/webauthn/</c>: begins to set up a security key or passkey.</summary>
public sealed record CreateWebAuthnRequest
{
    /// <summary>What to call it, at most 256 characters.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Scheme, host and port of the page on which it will be used.</summary>
    [JsonPropertyName("origin")]
    public required string Origin { get; init; }
}
