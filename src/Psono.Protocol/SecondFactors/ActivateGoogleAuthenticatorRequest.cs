using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Body of <c>POST /user/ga/</c>: confirms that the authenticator works.</summary>
public sealed record ActivateGoogleAuthenticatorRequest
{
    /// <summary>Id of the factor.</summary>
    [JsonPropertyName("google_authenticator_id")]
    public required Guid GoogleAuthenticatorId { get; init; }

    /// <summary>Six digits.</summary>
    [JsonPropertyName("google_authenticator_token")]
    public required string GoogleAuthenticatorToken { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(ActivateGoogleAuthenticatorRequest);
}
