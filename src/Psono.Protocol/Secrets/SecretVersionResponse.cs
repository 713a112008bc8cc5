using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>GET /history/{id}/</c>.</summary>
public sealed record SecretVersionResponse
{
    /// <summary>When the version was replaced.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>Likewise.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }

    /// <summary>The sealed JSON as hex; opens with the key of the secret.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Always <c>password</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Callback of that version.</summary>
    [JsonPropertyName("callback_url")]
    public required string CallbackUrl { get; init; }

    /// <summary>Callback user of that version.</summary>
    [JsonPropertyName("callback_user")]
    public required string CallbackUser { get; init; }

    /// <summary>Callback password of that version.</summary>
    [JsonPropertyName("callback_pass")]
    public required string CallbackPass { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(SecretVersionResponse);
}
