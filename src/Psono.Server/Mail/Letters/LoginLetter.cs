using System.Net;

namespace Psono.Server.Mail.Letters;

/// <summary>A session has begun, and its owner should notice one that is not theirs. Protocol part 1, section 18.</summary>
internal sealed record LoginLetter(string Username, DateTimeOffset When, IPAddress From, string? Country, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("New login", $"""
        Somebody, probably you, logged in as {Username}.

        {EventLines.English(reader, When, From, Country)}

        If it was not you, change your password and log out of other sessions: {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Nouvelle connexion", $"""
        Quelqu’un, sans doute vous, s’est connecté à votre compte {Username}.

        {EventLines.French(reader, When, From, Country)}

        Si ce n’était pas vous, changez votre mot de passe et déconnectez les autres sessions : {WebClientUrl}
        """);
}
