using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>PUT /user/ga/</c>: begins to set up an authenticator (TOTP).</summary>
public sealed record CreateGoogleAuthenticatorRequest
{
    /// <summary>What to call it, at most 256 characters.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }
}
