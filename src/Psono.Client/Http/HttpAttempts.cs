using System.Security.Cryptography;

namespace Psono.Client.Http;

/// <summary>
/// Decides whether a failed attempt is repeated, and after which pause. A server that says that it is away or busy is waited for as long as
/// the time lasts; a connection that fails may be a wrong address, and is tried a few times.
/// </summary>
/// <param name="options">The settings of the connection.</param>
/// <param name="timeout">The time that is left.</param>
/// <param name="repeatable">Whether the request may be sent again although the server may have done it.</param>
/// <param name="hasFallback">Whether there is something better to do than to wait.</param>
internal sealed class HttpAttempts(HttpOptions options, TimeSpan timeout, bool repeatable, bool hasFallback)
{
    private const int LongestPause = 5000;

    /// <summary>Before the time is over, whoever is away is asked once more; then there is as much left for the answer.</summary>
    private static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(2);

    private readonly long _started = options.Time.GetTimestamp();
    private int _failures;

    public PsonoApiException? LastFailure { get; private set; }

    /// <summary>The pause before the next attempt; null if this answer is final.</summary>
    public TimeSpan? PauseAfter(HttpAnswer answer)
    {
        if (answer.Status is not (429 or 502 or 503 or 504) || !(repeatable || answer.SaysThatNothingWasDone))
            return null;
        LastFailure = ServerErrors.Refusal(answer);
        if (hasFallback && answer.RetryAfter > TimeSpan.Zero)
            return null;
        return NextPause(answer.RetryAfter ?? TimeSpan.Zero, isBounded: hasFallback || answer.Status == 429);
    }

    /// <summary>The pause before the next attempt; null if this failure is final.</summary>
    public TimeSpan? PauseAfter(Exception cause, PsonoApiException failure)
    {
        if (failure.Failure != PsonoFailure.Unreachable || !(repeatable || HttpErrors.IsBeforeSending(cause)))
            return null;
        LastFailure = failure;
        return NextPause(TimeSpan.Zero, isBounded: true);
    }

    private TimeSpan? NextPause(TimeSpan atLeast, bool isBounded)
    {
        if (options.MaxRetries == 0 || (isBounded && _failures >= options.MaxRetries))
            return null;

        // Jitter keeps a fleet that failed together from coming back together.
        var ceiling = Math.Min(200 << Math.Min(_failures++, 10), LongestPause);
        var pause = atLeast + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(ceiling / 2, ceiling + 1));
        var left = timeout - options.Time.GetElapsedTime(_started);
        if (pause < left)
            return pause;
        return !isBounded && atLeast.TotalMilliseconds <= LongestPause && left > LastAttempt ? left - LastAttempt : null;
    }
}
