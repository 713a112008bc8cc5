using System.Text.Json.Serialization;
using Psono.Protocol.Sessions;

namespace Psono.Protocol.Administration;

/// <summary>A session in the list of <c>GET /admin/session/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminSessionEntry
{
    /// <summary>Id of the session, not its token.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it began: "tsZ".</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>Whose it is.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>False: the login is not complete.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>When it ends by itself: "tsZ".</summary>
    [JsonPropertyName("valid_till")]
    public required string ValidTill { get; init; }

    /// <summary>What the device called itself.</summary>
    [JsonPropertyName("device_description")]
    public required string DeviceDescription { get; init; }

    /// <summary>By what the device is known.</summary>
    [JsonPropertyName("device_fingerprint")]
    public required string DeviceFingerprint { get; init; }

    /// <summary>Additive; <see langword="null"/> on stock servers.</summary>
    [JsonPropertyName("psono_net")]
    public SessionUse? PsonoNet { get; init; }
}
