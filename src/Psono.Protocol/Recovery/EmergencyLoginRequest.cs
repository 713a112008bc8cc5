using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>POST /emergency-login/</c>: arms a code, and asks whether it is time. Protocol part 1, section 11.2.</summary>
public sealed record EmergencyLoginRequest
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("emergency_authkey")]
    public required string EmergencyAuthkey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(EmergencyLoginRequest);
}
