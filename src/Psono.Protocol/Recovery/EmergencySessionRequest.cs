using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>PUT /emergency-login/</c>: asks for the session. Protocol part 1, section 11.3.</summary>
public sealed record EmergencySessionRequest
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("emergency_authkey")]
    public required string EmergencyAuthkey { get; init; }

    /// <summary><see cref="EmergencyDevice"/>, boxed from the account's private key to the verifier's public key, in hex.</summary>
    [JsonPropertyName("update_data")]
    public required string UpdateData { get; init; }

    /// <summary>Nonce of <see cref="UpdateData"/>.</summary>
    [JsonPropertyName("update_data_nonce")]
    public required string UpdateDataNonce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(EmergencySessionRequest);
}
