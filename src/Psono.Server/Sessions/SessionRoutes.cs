using Psono.Server.Hosting;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

internal static class SessionRoutes
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var users = new UserStore(parts.Database);
        var sessions = new SessionStore(parts.Database);

        var places = new LoginPlaces(parts.Database, parts.State.Keys.EmailSecret);
        new LoginEndpoints(parts, users, new LoginLimits(parts.Limits, parts.HashQueue, parts.Addresses, places, parts.Clock)).Map(open);
        new ActivationEndpoints(parts, users, sessions, places).Map(authenticated);
        new SessionEndpoints(sessions, parts).Map(authenticated);
    }
}
