using Psono.Server.DeviceCodes;

namespace Psono.Server.Sessions;

/// <summary>Removes sessions that are over, and device codes that nobody used, every ten minutes.</summary>
internal sealed partial class ExpiredSessions(SessionStore sessions, DeviceCodeStore codes, TimeProvider clock, ILogger<ExpiredSessions> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await NextAsync(timer, stopping))
        {
            try
            {
                await sessions.DeleteExpiredAsync(clock.GetUtcNow());
                await codes.DeleteExpiredAsync(clock.GetUtcNow());
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the cleaning for good.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(logger, e);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Expired sessions could not be removed")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
