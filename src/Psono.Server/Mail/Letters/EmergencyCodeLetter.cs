using System.Net;
using Psono.Shared;

namespace Psono.Server.Mail.Letters;

/// <summary>An emergency code was made, in a session.</summary>
internal sealed record EmergencyCodeLetter(
    string Username, string Description, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    private string Name { get; } = Printable.Of(Description);

    protected override MailText English(MailReader reader) => new("New emergency code", $"""
        Somebody, probably you, created the emergency code '{Name}' for {Username}.
        Whoever has it can read and change your secrets after the waiting time.

        {EventLines.English(reader, When, From)}

        If it was not you, change your password and
        delete the code, with psonoci vault emergency-code delete or at {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Nouveau code d’urgence", $"""
        Quelqu’un, sans doute vous, a créé le code d’urgence « {Name} » pour {Username}.
        Qui le détient peut lire et modifier vos secrets après le délai d’attente.

        {EventLines.French(reader, When, From)}

        Si ce n’était pas vous, changez votre mot de passe et
        supprimez le code, avec psonoci vault emergency-code delete ou sur {WebClientUrl}
        """);
}
