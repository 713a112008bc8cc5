using Psono.Server.RateLimiting;

namespace Psono.Server.Sessions;

/// <summary>One try at a password. What was counted for it is given back when this is disposed, unless it <see cref="Failed"/>.</summary>
internal sealed class LoginTry(RateLimits limits) : IDisposable
{
    private readonly List<(RateScope Scope, string Identity)> _counted = [];
    private bool _failed;

    /// <summary>False: there were too many already, and this one is not counted.</summary>
    public bool Count(RateScope scope, string identity, out TimeSpan wait)
    {
        wait = limits.Take(scope, identity);
        if (wait > TimeSpan.Zero)
            return false;
        _counted.Add((scope, identity));
        return true;
    }

    /// <summary>The password was wrong.</summary>
    public void Failed() => _failed = true;

    public void Dispose()
    {
        if (_failed)
            return;
        foreach (var (scope, identity) in _counted)
            limits.GiveBack(scope, identity);
    }
}
