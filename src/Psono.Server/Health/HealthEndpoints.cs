using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Health;

/// <summary>
/// Tells supervisors whether to start this process anew (<c>live</c>), load balancers whether to send it requests (<c>ready</c>), and
/// people whether all is well (the protocol's own, part 1, section 4.2).
/// </summary>
internal sealed class HealthEndpoints(HealthCheck check, ClientAddress addresses)
{
    public const string Ready = "/healthcheck/ready";
    private const string Live = "/healthcheck/live";

    private static readonly Answer Yes = Healthy(StatusCodes.Status200OK);

    private static readonly Answer No = Healthy(StatusCodes.Status503ServiceUnavailable);

    public static void Map(IEndpointRouteBuilder open, ServerParts parts)
    {
        var health = new HealthEndpoints(new HealthCheck(parts.Database, parts.Log<HealthCheck>()), parts.Addresses);
        open.MapGet("/healthcheck/", (RequestDelegate)health.ReadAsync).WithMetadata(new Unlimited());
        open.MapGet(Live, (RequestDelegate)Yes.ExecuteAsync).WithMetadata(new Unlimited(), new AnySlash(), new AnyAccept());
        open.MapGet(Ready, (RequestDelegate)health.ReadyAsync).WithMetadata(new Unlimited(), new AnySlash(), new AnyAccept());
    }

    public static bool IsLiveness(PathString path) => path.StartsWithSegments("/server" + Live);

    private static Answer Healthy(int status) =>
        Answer.Members(status, json => json.WriteBoolean("healthy", status == StatusCodes.Status200OK));

    /// <summary>A full disk is not among it: reading goes on, and another server would have the same disk.</summary>
    private async Task ReadyAsync(HttpContext context) =>
        await (await check.SchemaVersionAsync() == Migrator.Newest ? Yes : No).ExecuteAsync(context);

    private async Task ReadAsync(HttpContext context)
    {
        var version = await check.SchemaVersionAsync();
        var isFull = version is not null && await check.IsFullAsync();
        var healthy = version == Migrator.Newest && !isFull;
        var answer = Answer.Members(healthy ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, json =>
        {
            Part("db_read", version is not null);
            Part("db_sync", version == Migrator.Newest);
            // An addition; other servers do not look.
            if (isFull)
                Part("db_write", false);
            // No clock service is asked: a server without internet access is not ill.
            Part("time_sync", true);
            json.WriteStartObject("_info");
            json.WriteString("ip", addresses.Of(context).ToString());
            json.WriteEndObject();

            void Part(string name, bool well)
            {
                json.WriteStartObject(name);
                json.WriteBoolean("healthy", well);
                json.WriteEndObject();
            }
        });
        await answer.ExecuteAsync(context);
    }
}
