using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Health;

/// <summary>Tells supervisors and load balancers whether this process can do its work.</summary>
internal sealed partial class HealthEndpoints(Database database, ClientAddress addresses, ILogger<HealthEndpoints> logger)
{
    public static void Map(IEndpointRouteBuilder open, ServerParts parts)
    {
        var health = new HealthEndpoints(parts.Database, parts.Addresses, parts.Log<HealthEndpoints>());
        open.MapGet("/healthcheck/", (RequestDelegate)health.ReadAsync).WithMetadata(new Unlimited());
    }

    private async Task ReadAsync(HttpContext context)
    {
        var version = await SchemaVersionAsync();
        var healthy = version == Migrator.Newest;
        var answer = Answer.Members(healthy ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, json =>
        {
            Part("db_read", version is not null);
            Part("db_sync", healthy);
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

    private async Task<int?> SchemaVersionAsync()
    {
        try
        {
            return await database.SchemaVersionAsync();
        }
#pragma warning disable CA1031 // Whatever is wrong with the database is the answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Unhealthy(logger, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The database does not answer")]
        public static partial void Unhealthy(ILogger logger, Exception e);
    }
}
