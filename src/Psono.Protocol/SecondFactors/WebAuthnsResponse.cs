using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>GET /user/webauthn/</c>: security keys and passkeys of the account.</summary>
public sealed record WebAuthnsResponse
{
    /// <summary>Active ones and those that were not confirmed.</summary>
    [JsonPropertyName("webauthns")]
    public required IReadOnlyList<SecondFactorEntry> WebAuthns { get; init; }
}
