using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>PUT /authentication/unregister/</c>: deletes the account. Protocol part 1, section 12.3.</summary>
public sealed record UnregisterConfirmation
{
    /// <summary>The code of the mail, in hex.</summary>
    [JsonPropertyName("unregister_code")]
    public required string UnregisterCode { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(UnregisterConfirmation);
}
