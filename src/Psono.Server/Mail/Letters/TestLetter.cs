namespace Psono.Server.Mail.Letters;

/// <summary>Whoever set up the mail server wants to see whether it works.</summary>
internal sealed record TestLetter(string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Test e-mail", $"""
        {WebClientUrl} can send you e-mails.

        An administrator sent this one with psono-server mail test.
        """);

    protected override MailText French(MailReader reader) => new("E-mail de test", $"""
        {WebClientUrl} peut vous envoyer des e-mails.

        Un administrateur a envoyé celui-ci avec psono-server mail test.
        """);
}
