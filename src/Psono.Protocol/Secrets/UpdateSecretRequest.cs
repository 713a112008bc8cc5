using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>POST /secret/</c>. Absent members stay as they are; the old version goes into the history.</summary>
public sealed record UpdateSecretRequest
{
    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>; never used before.</summary>
    [JsonPropertyName("data_nonce")]
    public string? DataNonce { get; init; }

    /// <summary>URL that the server calls after an update.</summary>
    [JsonPropertyName("callback_url")]
    public string? CallbackUrl { get; init; }

    /// <summary>User name for the callback.</summary>
    [JsonPropertyName("callback_user")]
    public string? CallbackUser { get; init; }

    /// <summary>Password for the callback.</summary>
    [JsonPropertyName("callback_pass")]
    public string? CallbackPass { get; init; }

    /// <summary>
    /// Extension of Psono.NET: version that was read; another stored version is refused with
    /// <c>WRITE_DATE_MISMATCH</c>. A stock server ignores it.
    /// </summary>
    [JsonPropertyName("old_write_date")]
    public string? OldWriteDate { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(UpdateSecretRequest);
}
