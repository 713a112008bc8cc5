using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Member <c>psono_net</c> of <see cref="RegisterRequest"/>. Protocol part 5, section 19.</summary>
public sealed record RegisterExtensions
{
    /// <summary>The code of an invitation.</summary>
    [JsonPropertyName("invitation")]
    public string? Invitation { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(RegisterExtensions);
}
