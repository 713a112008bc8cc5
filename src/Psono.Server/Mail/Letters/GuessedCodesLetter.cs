using System.Net;

namespace Psono.Server.Mail.Letters;

/// <summary>Somebody knows the password and guesses at the second factor.</summary>
internal sealed record GuessedCodesLetter(string Username, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Incorrect verification codes", $"""
        Somebody entered the correct password and many incorrect verification codes for {Username}.

        {EventLines.English(reader, When, From)}

        If it was not you, change your password and check your two-step login: {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Codes de vérification incorrects", $"""
        Quelqu’un a saisi le bon mot de passe et de nombreux codes de vérification incorrects pour {Username}.

        {EventLines.French(reader, When, From)}

        Si ce n’était pas vous, changez votre mot de passe et contrôlez votre vérification en deux étapes : {WebClientUrl}
        """);
}
