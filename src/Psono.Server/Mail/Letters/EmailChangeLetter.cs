namespace Psono.Server.Mail.Letters;

/// <summary>To the old address: an administrator gave the account another one, and later notices go there.</summary>
internal sealed record EmailChangeLetter(string Username, DateTimeOffset When) : Letter
{
    protected override MailText English(MailReader reader) => new("Your e-mail address was changed", $"""
        An administrator changed the e-mail address of {Username}.

        Time: {reader.Time(When)}

        If you did not ask for it, ask your administrator. From now on, e-mails go to the new address.
        """);

    protected override MailText French(MailReader reader) => new("Votre adresse e-mail a été modifiée", $"""
        Un administrateur a modifié l’adresse e-mail du compte {Username}.

        Date : {reader.Time(When)}

        Si vous ne l’avez pas demandé, adressez-vous à votre administrateur. Désormais, les e-mails iront à la nouvelle adresse.
        """);
}
