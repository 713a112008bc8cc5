using System.Text.Json;
using System.Text.Json.Serialization;

namespace Psono.Protocol.SecondFactors;

/// <summary>Answer of <c>PUT /user/webauthn/</c>.</summary>
public sealed record CreateWebAuthnResponse
{
    /// <summary>Id of the new factor, which is not active yet.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>What the browser is asked with; the bytes of challenge and user id are the characters of their texts.</summary>
    [JsonPropertyName("options")]
    public required JsonElement Options { get; init; }
}
