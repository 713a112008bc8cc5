using Psono.Server.Hosting;
using Psono.Server.Http.Marks;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

internal static class SecondFactorRoutes
{
    public static void Map(IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var managing = authenticated.MapGroup("")
            .WithMetadata(new NeedsSession { OpenBeforePasswordChange = true }, new OpenWithoutSecondFactor());
        var verifying = authenticated.MapGroup("")
            .WithMetadata(new NeedsSession { InactiveAllowed = true, OpenBeforePasswordChange = true }, new OpenWithoutSecondFactor());
        var factors = new SecondFactorStore(parts.Database);
        var notice = new FactorNotice(parts);
        var places = new LoginPlaces(parts.Database, parts.State.Keys.EmailSecret);
        var limits = new FactorLimits(parts.Limits, parts.Addresses, places, parts.Clock);

        new TotpEndpoints(parts, factors, limits, notice).Map(managing, verifying);
        new YubiKeyEndpoints(parts, factors, notice).Map(managing, verifying);
        new WebAuthnEndpoints(parts, factors, notice).Map(managing);
        new WebAuthnVerifyEndpoints(parts, factors).Map(verifying);
        new FactorRemovalEndpoints(parts, factors, notice).Map(managing);
        AbsentFactors.Map(managing, verifying);
    }
}
