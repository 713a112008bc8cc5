using System.Text.Json.Serialization;

namespace Psono.Protocol.Users;

/// <summary>Body of <c>DELETE /user/delete/</c>.</summary>
public sealed record DeleteUserRequest
{
    /// <summary>Current login secret.</summary>
    [JsonPropertyName("authkey")]
    public required string Authkey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(DeleteUserRequest);
}
