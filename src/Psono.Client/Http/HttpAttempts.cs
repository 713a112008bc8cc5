using System.Security.Cryptography;

namespace Psono.Client.Http;

/// <summary>Decides whether a failed attempt is repeated, and after which pause.</summary>
internal sealed class HttpAttempts(HttpOptions options, TimeSpan timeout, bool repeatable)
{
    private readonly long _started = options.Time.GetTimestamp();
    private int _failures;

    public PsonoApiException? LastFailure { get; private set; }

    /// <summary>The pause before the next attempt; null if this answer is final.</summary>
    public TimeSpan? PauseAfter(HttpAnswer answer)
    {
        if (!repeatable || answer.Status is not (429 or 502 or 503 or 504))
            return null;
        return NextPause(answer.RetryAfter ?? TimeSpan.Zero);
    }

    /// <summary>The pause before the next attempt; null if this failure is final.</summary>
    public TimeSpan? PauseAfter(Exception cause, PsonoApiException failure)
    {
        if (failure.Failure != PsonoFailure.Unreachable || !(repeatable || HttpErrors.IsBeforeSending(cause)))
            return null;
        LastFailure = failure;
        return NextPause(TimeSpan.Zero);
    }

    private TimeSpan? NextPause(TimeSpan atLeast)
    {
        if (_failures == options.MaxRetries)
            return null;

        // Jitter keeps a fleet that failed together from coming back together.
        var ceiling = 200 << _failures++;
        var pause = atLeast + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(ceiling / 2, ceiling + 1));
        return options.Time.GetElapsedTime(_started) + pause < timeout ? pause : null;
    }
}
