using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Answer of <c>POST /admin/user/</c>. Protocol part 4, section 1.5.</summary>
public sealed record AdminCreateUserResponse
{
    /// <summary>Id of the account.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Its password, which nobody tells again.</summary>
    [JsonPropertyName("password")]
    public required string Password { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(AdminCreateUserResponse);
}
