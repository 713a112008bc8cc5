using Psono.Shared;

namespace Psono.Server.Mail.Letters;

/// <summary>An administrator deleted the recovery code, or the emergency code of that description.</summary>
internal sealed record CodeRemovalLetter(string Username, string? EmergencyCode, DateTimeOffset When, string WebClientUrl) : Letter
{
    private string InEnglish => EmergencyCode is null ? "recovery code" : $"emergency code '{Printable.Of(EmergencyCode)}'";

    private string InFrench => EmergencyCode is null ? "code de récupération" : $"code d’urgence « {Printable.Of(EmergencyCode)} »";

    protected override MailText English(MailReader reader) => new(
        EmergencyCode is null ? "Recovery code deleted" : "Emergency code deleted",
        $"""
        An administrator deleted the {InEnglish} of {Username}.
        It does not work any more.

        Time: {reader.Time(When)}

        If you did not ask for it, ask your administrator. You can create another one at {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new(
        EmergencyCode is null ? "Code de récupération supprimé" : "Code d’urgence supprimé",
        $"""
        Un administrateur a supprimé le {InFrench} du compte {Username}.
        Il ne fonctionne plus.

        Date : {reader.Time(When)}

        Si vous ne l’avez pas demandé, adressez-vous à votre administrateur. Pour en créer un autre : {WebClientUrl}
        """);
}
