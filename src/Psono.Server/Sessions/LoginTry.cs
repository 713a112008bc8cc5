using Psono.Server.RateLimiting;

namespace Psono.Server.Sessions;

/// <summary>One try at a password. What was counted for it is given back when this is disposed, unless it <see cref="Failed"/>.</summary>
internal sealed class LoginTry(RateLimits limits) : IAsyncDisposable
{
    private readonly List<(RateScope Scope, string Identity)> _counted = [];
    private bool _failed;

    /// <returns>How long to wait; zero: it is counted.</returns>
    public async ValueTask<TimeSpan> CountAsync(RateScope scope, string identity)
    {
        var wait = await limits.TakeAsync(scope, identity);
        if (wait == TimeSpan.Zero)
            _counted.Add((scope, identity));
        return wait;
    }

    /// <summary>The password was wrong.</summary>
    public void Failed() => _failed = true;

    public async ValueTask DisposeAsync()
    {
        if (_failed)
            return;
        foreach (var (scope, identity) in _counted)
            await limits.GiveBackAsync(scope, identity);
    }
}
