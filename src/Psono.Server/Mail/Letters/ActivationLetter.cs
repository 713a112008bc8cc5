namespace Psono.Server.Mail.Letters;

/// <summary>Somebody registered with the address, and it has to be confirmed. Protocol part 1, section 18.</summary>
internal sealed record ActivationLetter(string WebClientUrl, string Link) : Letter
{
    protected override MailText English(MailReader reader) => new("Confirm your e-mail address", $"""
        Somebody, probably you, registered this e-mail address at {WebClientUrl}

        Open this link to confirm it:
        {Link}

        If it was not you, ignore this e-mail.
        """);

    protected override MailText French(MailReader reader) => new("Confirmez votre adresse e-mail", $"""
        Quelqu’un, sans doute vous, a créé un compte avec cette adresse e-mail sur {WebClientUrl}

        Pour la confirmer, ouvrez ce lien :
        {Link}

        Si ce n’était pas vous, ignorez cet e-mail.
        """);
}
