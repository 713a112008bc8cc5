using System.Net;
using Psono.Server.SecondFactors;

namespace Psono.Server.Mail.Letters;

/// <summary>A method was added to or removed from the two-step login, in a session.</summary>
internal sealed record FactorChangeLetter(
    string Username, FactorKinds Kind, bool WasAdded, DateTimeOffset When, IPAddress From, string WebClientUrl) : Letter
{
    private string InEnglish => Kind switch
    {
        FactorKinds.Totp => "authenticator app",
        FactorKinds.WebAuthn => "security key or passkey",
        _ => "YubiKey OTP",
    };

    private string InFrench => Kind switch
    {
        FactorKinds.Totp => "application d’authentification",
        FactorKinds.WebAuthn => "clé de sécurité ou clé d’accès",
        _ => "YubiKey OTP",
    };

    protected override MailText English(MailReader reader) => new("Two-step login changed", $"""
        Somebody, probably you, {(WasAdded ? "added a method to" : "removed a method from")} the two-step login of {Username}.

        Method: {InEnglish}
        {EventLines.English(reader, When, From)}

        If it was not you, change your password and check your two-step login: {WebClientUrl}
        """);

    protected override MailText French(MailReader reader) => new("Vérification en deux étapes modifiée", $"""
        Quelqu’un, sans doute vous, a {(WasAdded ? "ajouté" : "supprimé")} une méthode de vérification en deux étapes pour {Username}.

        Méthode : {InFrench}
        {EventLines.French(reader, When, From)}

        Si ce n’était pas vous, changez votre mot de passe et contrôlez votre vérification en deux étapes : {WebClientUrl}
        """);
}
