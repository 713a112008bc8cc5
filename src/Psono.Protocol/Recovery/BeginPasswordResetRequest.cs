using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>POST /password/</c>: asks for what the code opens. Protocol part 1, section 10.2.</summary>
public sealed record BeginPasswordResetRequest
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("recovery_authkey")]
    public required string RecoveryAuthkey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(BeginPasswordResetRequest);
}
