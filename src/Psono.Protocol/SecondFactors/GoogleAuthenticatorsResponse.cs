using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>GET /user/ga/</c>: the authenticators (TOTP) of the account.</summary>
public sealed record GoogleAuthenticatorsResponse
{
    /// <summary>Active ones and those that were not confirmed.</summary>
    [JsonPropertyName("google_authenticators")]
    public required IReadOnlyList<SecondFactorEntry> GoogleAuthenticators { get; init; }
}
