using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;

namespace Psono.Server.Data;

// docs/decisions/0059
/// <summary>
/// Whether the database can be used. Requests wait here for one that is away, a bounded number of them for a bounded time, while one task
/// asks whether it is back; the log is told when it goes and when it comes.
/// </summary>
/// <param name="probe">Asks the database for something small.</param>
internal sealed partial class Outage(Func<Task> probe)
{
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    public const int MostWaiting = 1000;

    private const int ProbeMilliseconds = 100;

    /// <summary>What comes and goes all the time is told now and then.</summary>
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task _probing = Task.CompletedTask;
    private int _waiting;
    private long _lastTold;
    private volatile bool _isAway;
    private volatile bool _isFull;
    private long _lastFull;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>How long a request waits.</summary>
    public TimeSpan Patience { get; set; } = UsualPatience;

    /// <summary>A change found no room, and none has found any since the patience ended.</summary>
    public bool IsFull => _isFull;

    /// <summary>There may be room again: a change that is small may still find some, just after a large one did not.</summary>
    public bool MayHaveRoom => _isFull && TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastFull)) >= Patience;

    /// <summary>Tries again while the database is away and there is time.</summary>
    /// <exception cref="DatabaseAwayException">It did not come back.</exception>
    public async Task<T> RideOutAsync<T>(Func<Task<T>> attempt, bool isWrite)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var result = await attempt();
                NoteSuccess(isWrite);
                return result;
            }
            catch (DatabaseAwayException e)
            {
                if (!e.IsConflict)
                    Note(e);
                if (!e.MayPass || !await WaitAsync(Patience - TimeProvider.System.GetElapsedTime(started)))
                    throw;
            }
        }
    }

    public DatabaseAwayException Note(DatabaseAwayException e)
    {
        lock (_lock)
        {
            if (e.IsFull)
            {
                if (!_isFull)
                    Log.Full(Logger);
                _isFull = true;
                Interlocked.Exchange(ref _lastFull, TimeProvider.System.GetTimestamp());
            }
            else if (!_isAway && (_lastTold == 0 || TimeProvider.System.GetElapsedTime(_lastTold) > LogInterval))
            {
                _isAway = true;
                _lastTold = TimeProvider.System.GetTimestamp();
                Log.Away(Logger, e.Message);
            }
        }

        return e;
    }

    public void NoteMoved(string host) => Log.Moved(Logger, host);

    public void NoteSuccess(bool isWrite)
    {
        if (!_isAway && !(isWrite && MayHaveRoom))
            return;
        lock (_lock)
        {
            if (_isAway)
                Log.Back(Logger, TimeProvider.System.GetElapsedTime(_lastTold).TotalSeconds);
            _isAway = false;
            if (!isWrite || !MayHaveRoom)
                return;
            Log.Room(Logger);
            _isFull = false;
        }
    }

    /// <summary>False: it took too long, or too many wait.</summary>
    private async Task<bool> WaitAsync(TimeSpan left)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting || left <= TimeSpan.Zero)
                return false;
            // Not all at once, also where only connections were short.
            await Task.Delay(RandomNumberGenerator.GetInt32(ProbeMilliseconds));
            await AnsweringAsync().WaitAsync(left);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private Task AnsweringAsync()
    {
        lock (_lock)
            return _probing.IsCompleted ? _probing = Task.Run(ProbeAsync) : _probing;
    }

    /// <summary>Until it answers, or nobody waits any more.</summary>
    private async Task ProbeAsync()
    {
        while (Volatile.Read(ref _waiting) > 0)
        {
            try
            {
                await probe();
                return;
            }
            catch (DatabaseAwayException)
            {
                await Task.Delay(ProbeMilliseconds);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database is unavailable ({Reason}): requests wait for it, then fail with 503 or 504")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "The database is back after {Seconds:0.0} seconds")]
        public static partial void Back(ILogger logger, double seconds);

        [LoggerMessage(3, LogLevel.Error, "The disk of the database is full: writes are refused, reads go on")]
        public static partial void Full(ILogger logger);

        [LoggerMessage(4, LogLevel.Information, "The disk of the database has room again")]
        public static partial void Room(ILogger logger);

        [LoggerMessage(5, LogLevel.Information, "The primary of PostgreSQL is {Host} now")]
        public static partial void Moved(ILogger logger, string host);
    }
}
