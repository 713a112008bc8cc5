using Psono.Client.Http;

namespace Psono.Web.Services;

/// <summary>
/// How far the transfer is that is under way, for whoever waits on a slow line. What is small or over in a moment is not worth a word.
/// </summary>
internal sealed class Transfers(TimeProvider time) : IDisposable
{
    private const int Small = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private ITimer? _timer;
    private HttpProgress _progress;

    public event Action? Changed;

    /// <summary>Null while nothing is worth a word.</summary>
    public HttpProgress? Now { get; private set; }

    public void Note(HttpProgress progress)
    {
        _progress = progress;
        var size = Math.Max(progress.Sent, progress.Length ?? progress.Received);
        if (size > Small && progress.Received < (progress.Length ?? long.MaxValue))
            _timer ??= time.CreateTimer(_ => Show(_progress), null, Patience, Moment);
        else
            Stop();
    }

    public void Dispose() => _timer?.Dispose();

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        if (Now is not null)
            Show(null);
    }

    private void Show(HttpProgress? progress)
    {
        if (Now == progress)
            return;
        Now = progress;
        Changed?.Invoke();
    }
}
