using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Body of <c>POST /authentication/activate-token/</c>: proof that the private key could be opened.</summary>
public sealed record ActivateTokenRequest
{
    /// <summary>The user validator, sealed with the session secret key.</summary>
    [JsonPropertyName("verification")]
    public required string Verification { get; init; }

    /// <summary>Nonce of <see cref="Verification"/>.</summary>
    [JsonPropertyName("verification_nonce")]
    public required string VerificationNonce { get; init; }

    /// <summary>IANA time zone.</summary>
    [JsonPropertyName("zoneinfo")]
    public string? Zoneinfo { get; init; }
}
