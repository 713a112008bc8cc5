using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>POST /admin/invitation/</c>. Protocol part 5, section 20.</summary>
public sealed record AdminInviteRequest
{
    /// <summary>The name that the account will have, in the form of an e-mail address.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>The e-mail address; default: the user name.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>How long it is valid, 1 to 365; default: 7.</summary>
    [JsonPropertyName("days")]
    public int? Days { get; init; }

    /// <summary>Whether the server sends the link.</summary>
    [JsonPropertyName("mail")]
    public bool Mail { get; init; }

    /// <summary>Language of that mail, such as <c>fr</c>; default: the server's, also for one in which it writes no mails.</summary>
    [JsonPropertyName("language")]
    public string? Language { get; init; }

    /// <summary>Whether the account becomes an administrator's.</summary>
    [JsonPropertyName("is_superuser")]
    public bool IsSuperuser { get; init; }
}
