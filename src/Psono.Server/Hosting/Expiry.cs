using Psono.Server.Data;
using Psono.Server.DeviceCodes;
using Psono.Server.Invitations;
using Psono.Server.Sessions;

namespace Psono.Server.Hosting;

/// <summary>
/// Removes sessions that are over, and device codes and invitations that nobody used, every ten minutes; and what the database keeps
/// without need.
/// </summary>
internal sealed partial class Expiry(ServerParts parts) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly SessionStore _sessions = new(parts.Database);
    private readonly DeviceCodeStore _codes = new(parts.Database);
    private readonly InvitationStore _invitations = new(parts.Database, parts.Clock);
    private readonly ILogger<Expiry> _logger = parts.Log<Expiry>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, parts.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await _sessions.DeleteExpiredAsync(parts.Clock.GetUtcNow());
                await _codes.DeleteExpiredAsync(parts.Clock.GetUtcNow());
                await _invitations.DeleteExpiredAsync();
                await parts.Limits.TidyAsync();
                await parts.Database.TidyAsync();
            }
            catch (DatabaseAwayException)
            {
                // Told by Outage; the next time will do.
            }
#pragma warning disable CA1031 // Nothing must end the cleaning for good.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(_logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Expired sessions could not be removed")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
