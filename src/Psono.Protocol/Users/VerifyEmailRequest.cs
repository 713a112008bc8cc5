using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>POST /authentication/verify-email/</c>.</summary>
public sealed record VerifyEmailRequest
{
    /// <summary>The code from the mail, hex.</summary>
    [JsonPropertyName("activation_code")]
    public required string ActivationCode { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(VerifyEmailRequest);
}
