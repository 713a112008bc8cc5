using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>A code in the list of <c>GET /emergencycode/</c>.</summary>
public sealed record EmergencyCodeEntry
{
    /// <summary>Id of the code.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>What its owner calls it.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>When somebody used it first: "tsZ"; <see langword="null"/>: nobody did.</summary>
    [JsonPropertyName("activation_date"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? ActivationDate { get; init; }

    /// <summary>For how many seconds whoever uses it has to wait after that.</summary>
    [JsonPropertyName("activation_delay")]
    public required long ActivationDelay { get; init; }
}
