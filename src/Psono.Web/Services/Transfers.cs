using Psono.Client.Http;

namespace Psono.Web.Services;

/// <summary>How far the transfer is that is under way, for whoever waits on a slow line. What is small is not worth a word.</summary>
internal sealed class Transfers(TimeProvider time)
{
    private const int Small = 100_000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private long _shown;

    public event Action? Changed;

    /// <summary>Null while nothing large is under way.</summary>
    public HttpProgress? Now { get; private set; }

    public void Note(HttpProgress progress)
    {
        var size = Math.Max(progress.Sent, progress.Length ?? progress.Received);
        var isLarge = size > Small && progress.Received < (progress.Length ?? long.MaxValue);
        var isSoon = time.GetElapsedTime(_shown) < Moment;
        if ((!isLarge && Now is null) || (isLarge && Now is not null && isSoon))
            return;
        _shown = time.GetTimestamp();
        Now = isLarge ? progress : null;
        Changed?.Invoke();
    }
}
