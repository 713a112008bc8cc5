using System.Net;
using Psono.Shared;

namespace Psono.Server.Mail.Letters;

/// <summary>Somebody waited for an emergency code, and has a session.</summary>
internal sealed record EmergencyLoginLetter(
    string Username, string Description, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    private string Name { get; } = Printable.Of(Description);

    protected override MailText English(MailReader reader) => new("Emergency login", $"""
        Somebody logged in with the emergency code '{Name}' of {Username}.
        They can read and change your secrets.

        {EventLines.English(reader, When, From)}

        To end that, delete the code, with psonoci vault emergency-code delete or at {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Connexion d’urgence", $"""
        Quelqu’un s’est connecté avec le code d’urgence « {Name} » du compte {Username}.
        Cette personne peut lire et modifier vos secrets.

        {EventLines.French(reader, When, From)}

        Pour y mettre fin, supprimez le code, avec psonoci vault emergency-code delete ou sur {WebClientUrl}
        """);
}
