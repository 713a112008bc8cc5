using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>DELETE /user/ga/</c>.</summary>
public sealed record DeleteGoogleAuthenticatorRequest
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("google_authenticator_id")]
    public required Guid GoogleAuthenticatorId { get; init; }
}
