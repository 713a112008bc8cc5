namespace Psono.Server.Mail.Letters;

/// <summary>The link with which somebody who lost the password deletes the account. Protocol part 1, section 12.2.</summary>
internal sealed record DeletionLetter(string Username, string Link, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Delete your account", $"""
        Somebody, probably you, asked to delete the account {Username} at {WebClientUrl}

        Open this link to delete it, with all its secrets, for good:
        {Link}

        If it was not you, ignore this e-mail.
        """);

    protected override MailText French(MailReader reader) => new("Supprimer votre compte", $"""
        Quelqu’un, sans doute vous, a demandé la suppression du compte {Username} sur {WebClientUrl}

        Pour le supprimer définitivement, avec tous ses secrets, ouvrez ce lien :
        {Link}

        Si ce n’était pas vous, ignorez cet e-mail.
        """);
}
