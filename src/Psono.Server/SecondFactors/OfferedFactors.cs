using Psono.Server.Configuration;

namespace Psono.Server.SecondFactors;

/// <summary>Which second factors can be set up on this server. Those that are there already go on counting whatever is offered.</summary>
internal static class OfferedFactors
{
    private const FactorKinds All = FactorKinds.Totp | FactorKinds.YubiKey | FactorKinds.WebAuthn;

    public static FactorKinds Of(ServerOptions options) =>
        (options.AllowedSecondFactors ?? All) & (options.ChecksYubiKeys ? All : All & ~FactorKinds.YubiKey);
}
