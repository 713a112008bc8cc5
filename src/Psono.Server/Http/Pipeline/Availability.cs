using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.Health;

namespace Psono.Server.Http.Pipeline;

/// <summary>Answers everything with 423 while the server is switched off, except whoever asks whether the process lives.</summary>
internal sealed class Availability(ServerOptions options)
{
    private static readonly Answer Disabled = Refusal.Object("SERVER_DISABLED", StatusCodes.Status423Locked);

    private static readonly Answer Maintenance = Refusal.Object("MAINTENANCE_MODE_ACTIVE", StatusCodes.Status423Locked);

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        HealthEndpoints.IsLiveness(context.Request.Path) ? next(context)
        : options.Disabled ? Disabled.ExecuteAsync(context)
        : options.MaintenanceActive ? Maintenance.ExecuteAsync(context)
        : next(context);
}
