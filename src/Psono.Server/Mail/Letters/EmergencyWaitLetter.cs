using System.Net;
using Psono.Shared;

namespace Psono.Server.Mail.Letters;

/// <summary>Somebody used an emergency code, and waits.</summary>
internal sealed record EmergencyWaitLetter(
    string Username, string Description, DateTimeOffset Ready, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    private string Name { get; } = Printable.Of(Description);

    protected override MailText English(MailReader reader) => new("Emergency code in use", $"""
        Somebody used the emergency code '{Name}' of {Username}.
        They can read and change your secrets from {reader.Time(Ready)}.

        {EventLines.English(reader, When, From)}

        To prevent that, delete the code, with psonoci vault emergency-code delete or at {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Code d’urgence utilisé", $"""
        Quelqu’un a utilisé le code d’urgence « {Name} » du compte {Username}.
        Cette personne pourra lire et modifier vos secrets à partir du {reader.Time(Ready)}.

        {EventLines.French(reader, When, From)}

        Pour l’empêcher, supprimez le code, avec psonoci vault emergency-code delete ou sur {WebClientUrl}
        """);
}
