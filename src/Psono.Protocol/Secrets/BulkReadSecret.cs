using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>One secret of a bulk read.</summary>
public sealed record BulkReadSecret
{
    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When the secret was made.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>When it was last written.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }

    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Always <c>password</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Grows with each read.</summary>
    [JsonPropertyName("read_count")]
    public required long ReadCount { get; init; }

    /// <summary>URL that the server calls after an update.</summary>
    [JsonPropertyName("callback_url")]
    public required string CallbackUrl { get; init; }

    /// <summary>User name for the callback.</summary>
    [JsonPropertyName("callback_user")]
    public required string CallbackUser { get; init; }

    /// <summary>Password for the callback.</summary>
    [JsonPropertyName("callback_pass")]
    public required string CallbackPass { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(BulkReadSecret);
}
