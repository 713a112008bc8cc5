using System.Text.Json.Serialization;

namespace Psono.Protocol.Info;

/// <summary>Additive extensions of a Psono.NET server, announced in <c>/info/</c>. Never needed by a stock client.</summary>
public sealed record ServerExtensions
{
    /// <summary>There is no account yet, and whoever comes first may make one.</summary>
    public const string RegistrationFirst = "first";

    /// <summary>Everybody may make an account.</summary>
    public const string RegistrationOpen = "open";

    /// <summary>Nobody may make an account.</summary>
    public const string RegistrationClosed = "closed";

    /// <summary>Version of the server software.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; init; }

    /// <summary>
    /// 1: <c>/api-key-access/inspect/</c> can answer with all sealed secrets; 2: and, with If-None-Match, with 304 if nothing changed.
    /// </summary>
    [JsonPropertyName("bulk_read")]
    public int BulkRead { get; init; }

    /// <summary>
    /// 1: grants may carry a title for the API key, by which a bulk read can select; 2: and their key can be sealed anew.
    /// </summary>
    [JsonPropertyName("titles")]
    public int Titles { get; init; }

    /// <summary>1: <c>GET /device-code/{id}/</c> tells an approver what the device says it is.</summary>
    [JsonPropertyName("device_code")]
    public int DeviceCode { get; init; }

    /// <summary>1: API keys tell when they were last used.</summary>
    [JsonPropertyName("last_use")]
    public int LastUse { get; init; }

    /// <summary>1: <c>GET /secret/link/</c> tells which secrets are linked in own datastores.</summary>
    [JsonPropertyName("secret_links")]
    public int SecretLinks { get; init; }

    /// <summary>1: the server keeps earlier versions of datastores (<c>GET /datastore/history/{id}/</c>).</summary>
    [JsonPropertyName("datastore_history")]
    public int DatastoreHistory { get; init; }

    /// <summary>1: whoever has an invitation registers also where registration is closed.</summary>
    [JsonPropertyName("invitations")]
    public int Invitations { get; init; }

    /// <summary>Who may make an account: one of the constants; null if the server does not tell.</summary>
    [JsonPropertyName("registration")]
    public string? Registration { get; init; }
}
