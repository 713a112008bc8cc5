using Psono.Server.Http;
using Psono.Server.RateLimiting;

namespace Psono.Server.Info;

internal sealed class InfoEndpoints(Answer identity)
{
    public void Map(IEndpointRouteBuilder open) => open.MapGet("/info/", Read).WithMetadata(new RateLimited(RateScope.Info));

    private Answer Read() => identity;
}
