using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>
/// Answer of <c>GET /device-code/{id}/</c>, an extension (<c>psono_net.device_code</c>): what the approver should see before approving.
/// </summary>
public sealed record DeviceCodeDescription
{
    /// <summary><c>pending</c> or <c>claimed</c>.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>When the device asked.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>Until when it can be approved.</summary>
    [JsonPropertyName("valid_till")]
    public required string ValidTill { get; init; }

    /// <summary>What the device says it is. Nobody has checked that.</summary>
    [JsonPropertyName("device_description")]
    public required string DeviceDescription { get; init; }
}
