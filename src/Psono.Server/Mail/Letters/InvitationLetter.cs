namespace Psono.Server.Mail.Letters;

/// <summary>Somebody may register. Protocol part 5, section 19.</summary>
internal sealed record InvitationLetter(string Username, string Link, DateTimeOffset ValidTill, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Your invitation", $"""
        You are invited to keep your secrets at {WebClientUrl}

        Open this link to create your account {Username}:
        {Link}

        The link works once, until {reader.Time(ValidTill)}.
        """);

    protected override MailText French(MailReader reader) => new("Votre invitation", $"""
        Voici votre invitation à conserver vos secrets sur {WebClientUrl}

        Pour créer votre compte {Username}, ouvrez ce lien :
        {Link}

        Ce lien fonctionne une seule fois, jusqu’au {reader.Time(ValidTill)}.
        """);
}
