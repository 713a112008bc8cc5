using Psono.Server.Hosting;
using Psono.Server.Secrets;

namespace Psono.Server.ApiKeys;

internal static class ApiKeyRoutes
{
    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        new ApiKeyEndpoints(new ApiKeyStore(parts.Database, parts.Clock), parts.KeyUses).Map(authenticated);
        new ApiKeyLoginEndpoints(parts, new ApiKeyLoginStore(parts.Database)).Map(open);
        new GrantEndpoints(new GrantStore(parts.Database, parts.Clock)).Map(authenticated);
        new ApiKeyAccessEndpoints(parts, new ApiKeyAccessStore(parts.Database, new HistoryLimits(parts.Options), parts.Clock)).Map(open);
    }
}
