using Psono.Server.EmergencyCodes;
using Psono.Server.Hosting;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Recovery;

/// <summary>What stands for a password that is lost, or whose owner is: recovery and emergency codes.</summary>
internal static class RecoveryRoutes
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var users = new UserStore(parts.Database);
        var places = new LoginPlaces(parts.Database, parts.State.Keys.EmailSecret);
        var limits = new LoginLimits(parts.Limits, parts.HashQueue, parts.Addresses, places, parts.Clock);

        var recoveryCodes = new RecoveryCodeStore(parts.Database);
        new RecoveryCodeEndpoints(parts, recoveryCodes).Map(authenticated);
        new PasswordResetEndpoints(parts, users, recoveryCodes, limits).Map(open);

        var emergencyCodes = new EmergencyCodeStore(parts.Database, parts.State.Keys.EmailSecret);
        new EmergencyCodeEndpoints(parts, emergencyCodes).Map(authenticated);
        new EmergencyLoginEndpoints(parts, users, emergencyCodes, limits).Map(open);
    }
}
