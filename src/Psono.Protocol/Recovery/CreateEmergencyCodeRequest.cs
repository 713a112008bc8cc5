using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>POST /emergencycode/</c>. Protocol part 1, section 11.1.</summary>
public sealed record CreateEmergencyCodeRequest
{
    /// <summary>What to call it, at most 256 characters.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>For how many seconds whoever uses it has to wait: 0 to 2147483647.</summary>
    [JsonPropertyName("activation_delay")]
    public required long ActivationDelay { get; init; }

    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("emergency_authkey")]
    public required string EmergencyAuthkey { get; init; }

    /// <summary><see cref="SealedAccountKeys"/>, sealed with the key of the code, in hex.</summary>
    [JsonPropertyName("emergency_data")]
    public required string EmergencyData { get; init; }

    /// <summary>Nonce of <see cref="EmergencyData"/>: 48 hex digits.</summary>
    [JsonPropertyName("emergency_data_nonce")]
    public required string EmergencyDataNonce { get; init; }

    /// <summary>Salt of the key of the code: 64 hex digits.</summary>
    [JsonPropertyName("emergency_sauce")]
    public required string EmergencySauce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(CreateEmergencyCodeRequest);
}
