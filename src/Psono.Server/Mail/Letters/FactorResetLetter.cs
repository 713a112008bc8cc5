namespace Psono.Server.Mail.Letters;

/// <summary>Somebody who runs the server removed methods from the two-step login.</summary>
internal sealed record FactorResetLetter(string Username, DateTimeOffset When, string WebClientUrl) : Letter
{
    protected override MailText English(MailReader reader) => new("Two-step login changed", $"""
        An administrator removed methods from the two-step login of {Username}.

        Time: {reader.Time(When)}

        If you did not ask for it, ask your administrator. You can set up two-step login again at {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Vérification en deux étapes modifiée", $"""
        Un administrateur a supprimé des méthodes de vérification en deux étapes pour {Username}.

        Date : {reader.Time(When)}

        Si vous ne l’avez pas demandé, adressez-vous à votre administrateur. Pour la configurer à nouveau : {WebClientUrl}
        """);
}
