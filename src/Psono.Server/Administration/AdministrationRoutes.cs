using Psono.Server.Hosting;
using Psono.Server.Http.Marks;

namespace Psono.Server.Administration;

/// <summary>What administrators may do. Nothing of it reads or changes anything that is sealed. Protocol part 4, section 1.</summary>
internal static class AdministrationRoutes
{
    public static void Map(IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var admin = authenticated.MapGroup("/admin").WithMetadata(new NeedsAdministrator());
        new AdminInfoEndpoints(parts).Map(admin);
        new AdminUserEndpoints(parts).Map(admin);
        new AdminSessionEndpoints(parts).Map(admin);
        new AdminFactorEndpoints(parts).Map(admin);
        new AdminCodeEndpoints(parts).Map(admin);
        new AdminInvitationEndpoints(parts).Map(admin);
    }
}
