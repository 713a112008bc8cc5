using System.Text.Json.Serialization;

namespace Psono.Server.Sessions;

/// <summary>What whoever runs the server sees of a session.</summary>
/// <param name="Id">Of the session; not the token.</param>
/// <param name="Username">Whose it is.</param>
/// <param name="Device">What the client told about its device.</param>
/// <param name="CreateDate">When it began.</param>
/// <param name="ValidTill">When it ends by itself.</param>
/// <param name="Active">False: the login is not complete.</param>
/// <param name="LastUse">To the minute.</param>
/// <param name="LastAddress">From where it was used last.</param>
/// <param name="Fingerprint">By what the device is known.</param>
internal sealed record SessionOverview(
    Guid Id,
    string Username,
    string Device,
    DateTimeOffset CreateDate,
    DateTimeOffset ValidTill,
    bool Active,
    DateTimeOffset? LastUse,
    string? LastAddress,
    [property: JsonIgnore] string Fingerprint);
