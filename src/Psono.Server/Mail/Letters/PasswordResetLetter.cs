using System.Net;

namespace Psono.Server.Mail.Letters;

/// <summary>Somebody used the recovery code.</summary>
internal sealed record PasswordResetLetter(string Username, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Password reset", $"""
        Somebody, probably you, set a new password for {Username} with the recovery code.
        All sessions are logged out.

        {EventLines.English(reader, When, From)}

        If it was not you, tell your administrator at once.
        With the same code, you can set another password: {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Mot de passe réinitialisé", $"""
        Quelqu’un, sans doute vous, a défini un nouveau mot de passe pour {Username} avec le code de récupération.
        Toutes les sessions sont déconnectées.

        {EventLines.French(reader, When, From)}

        Si ce n’était pas vous, prévenez tout de suite votre administrateur.
        Le même code vous permet de définir un autre mot de passe : {WebClientUrl}
        """);
}
