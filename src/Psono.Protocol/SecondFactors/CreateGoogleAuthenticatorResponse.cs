using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>PUT /user/ga/</c>.</summary>
public sealed record CreateGoogleAuthenticatorResponse
{
    /// <summary>Id of the new factor, which is not active yet.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>The key in base32, without padding: TOTP (RFC 6238) with SHA-1, 6 digits, 30 seconds.</summary>
    [JsonPropertyName("secret")]
    public required string Secret { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(CreateGoogleAuthenticatorResponse);
}
