using System.Collections.Concurrent;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.Users;

namespace Psono.Server.Info;

/// <summary>The answer of <c>/info/</c>, signed once for each state of the registration. Protocol part 1, section 4.1.</summary>
internal sealed class InfoEndpoints(ServerOptions options, ServerKeys keys, RegistrationState registration)
{
    private readonly ConcurrentDictionary<string, Answer> _answers = new();

    public static void Map(IEndpointRouteBuilder open, ServerParts parts)
    {
        var registration = new RegistrationState(parts.Options, new UserStore(parts.Database));
        var info = new InfoEndpoints(parts.Options, parts.State.Keys, registration);
        open.MapGet("/info/", info.ReadAsync).WithMetadata(new RateLimited(RateScope.Info));
    }

    /// <summary>Made when it is first asked for: only then is the port known that was left to the system.</summary>
    private async Task<Answer> ReadAsync() =>
        _answers.GetOrAdd(await registration.ReadAsync(), state => SignedInfo.Sign(options, keys, state));
}
