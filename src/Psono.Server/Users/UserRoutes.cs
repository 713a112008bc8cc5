using Psono.Server.Hosting;
using Psono.Server.Invitations;

namespace Psono.Server.Users;

internal static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var users = new UserStore(parts.Database);
        var emails = new EmailHash(parts.State.Keys.EmailSecret);

        new RegistrationEndpoints(parts, users, emails).Map(open);
        new UnregistrationEndpoints(parts, users, emails).Map(open);
        new InvitationEndpoints(parts).Map(open);
        new UserUpdateEndpoints(parts, users, emails).Map(authenticated);
        new UserEndpoints(parts, users, emails).Map(authenticated);
    }
}
