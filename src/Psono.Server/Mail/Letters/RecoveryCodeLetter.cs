using System.Net;

namespace Psono.Server.Mail.Letters;

/// <summary>A recovery code was made, in a session.</summary>
internal sealed record RecoveryCodeLetter(string Username, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("New recovery code", $"""
        Somebody, probably you, created a recovery code for {Username}.
        Whoever has it can set a new password.

        {EventLines.English(reader, When, From)}

        If it was not you, change your password, then create another recovery code, which replaces this one: {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Nouveau code de récupération", $"""
        Quelqu’un, sans doute vous, a créé un code de récupération pour {Username}.
        Qui le détient peut définir un nouveau mot de passe.

        {EventLines.French(reader, When, From)}

        Si ce n’était pas vous, changez votre mot de passe, puis créez un autre code de récupération, qui remplace celui-ci : {WebClientUrl}
        """);
}
