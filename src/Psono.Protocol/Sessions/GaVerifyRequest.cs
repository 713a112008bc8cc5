using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Body of <c>POST /authentication/ga-verify/</c>: a one-time password as second factor.</summary>
public sealed record GaVerifyRequest
{
    /// <summary>Six digits.</summary>
    [JsonPropertyName("ga_token")]
    public required string GaToken { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(GaVerifyRequest);
}
