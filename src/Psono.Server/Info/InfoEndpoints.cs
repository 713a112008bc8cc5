using Psono.Server.Http;
using Psono.Server.RateLimiting;

namespace Psono.Server.Info;

/// <param name="identity">Made when it is first asked for: only then is the port known that was left to the system.</param>
internal sealed class InfoEndpoints(Lazy<Answer> identity)
{
    public void Map(IEndpointRouteBuilder open) => open.MapGet("/info/", Read).WithMetadata(new RateLimited(RateScope.Info));

    private Answer Read() => identity.Value;
}
