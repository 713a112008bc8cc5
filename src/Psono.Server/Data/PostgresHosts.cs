using Npgsql;

namespace Psono.Server.Data;

// docs/decisions/0075
/// <summary>
/// The hosts that <c>--database</c> names, of which one takes changes: all work goes there. Where there are several, it is asked every
/// second, and as soon as it fails; when it takes no changes any more, all are asked at once, and work that still waits for it begins anew
/// where changes are taken.
/// </summary>
internal sealed class PostgresHosts : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a host may take to answer while another one could.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<PostgresHost> _hosts;
    private readonly Action<string> _noteMoved;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _doubts = new(0);
    private Task _watching = Task.CompletedTask;
    private volatile PostgresHost _current;

    /// <param name="settings">One for each host.</param>
    /// <param name="noteMoved">Is told of another host that has taken over.</param>
    public PostgresHosts(IReadOnlyList<NpgsqlConnectionStringBuilder> settings, Action<string> noteMoved)
    {
        _hosts = [.. settings.Select(host => new PostgresHost(host))];
        _noteMoved = noteMoved;
        _current = _hosts[0];
        Description = $"PostgreSQL database {settings[0].Database} on {string.Join(", ", _hosts.Select(host => host.Name))}";
    }

    /// <summary>For people.</summary>
    public string Description { get; }

    /// <exception cref="NpgsqlException">None answers, or of several none takes changes.</exception>
    public async Task OpenAsync()
    {
        if (_hosts.Count == 1)
        {
            await _current.IsWritableAsync();
            return;
        }

        _current = await FindAsync() ?? throw new NpgsqlException(string.Join("; ", await Task.WhenAll(_hosts.Select(WhyNotAsync))));
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Runs work on the host that takes changes.</summary>
    /// <param name="work">Gets the host. When that has been left it is not waited for, and must do nothing more.</param>
    public async Task<T> RunAsync<T>(Func<PostgresHost, CancellationToken, Task<T>> work)
    {
        var (host, left) = Current();
        try
        {
            return await work(host, left).WaitAsync(left);
        }
        catch (OperationCanceledException e) when (left.IsCancellationRequested)
        {
            throw new NpgsqlException($"{host.Name} has been given up for another host", e);
        }
        catch (Exception e) when (DatabaseAwayException.From(e) is { IsConflict: false })
        {
            Doubt(host, e);
            throw;
        }
    }

    private (PostgresHost Host, CancellationToken Left) Current()
    {
        // Waiting that could be given up costs something.
        if (_hosts.Count == 1)
            return (_current, CancellationToken.None);
        while (true)
        {
            var host = _current;
            var left = host.Left;
            // Else this may be what is cancelled when the host is left the next time.
            if (host == _current)
                return (host, left);
        }
    }

    private void Doubt(PostgresHost host, Exception e)
    {
        // A standby now; by the same name, the next connection may lead to another server.
        if (e is PostgresException postgres && DatabaseAwayException.IsReadOnly(postgres))
            host.Clear();
        if (_hosts.Count > 1 && _doubts.CurrentCount == 0)
            _doubts.Release();
    }

    private async Task WatchAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _doubts.WaitAsync(Interval, _stopping.Token);
            if (await IsWritableAsync(_current))
                continue;
            while (!await MoveAsync())
                await Task.Delay(Pause, _stopping.Token);
        }
    }

    /// <summary>False: no host takes changes.</summary>
    private async Task<bool> MoveAsync()
    {
        if (await FindAsync() is not { } found)
            return false;
        var last = _current;
        _current = found;
        if (found == last)
            return true;
        _noteMoved(found.Name);
        await last.LeaveAsync();
        return true;
    }

    /// <summary>The first to answer that it takes changes.</summary>
    private async Task<PostgresHost?> FindAsync()
    {
        await foreach (var answer in Task.WhenEach(_hosts.Select(async host => await IsWritableAsync(host) ? host : null)))
        {
            if (await answer is { } host)
                return host;
        }

        return null;
    }

    private static async Task<bool> IsWritableAsync(PostgresHost host)
    {
        try
        {
            return await host.IsWritableAsync().WaitAsync(Patience);
        }
        catch (Exception)
        {
            // Whatever it is: who watches must not end.
            return false;
        }
    }

    private static async Task<string> WhyNotAsync(PostgresHost host)
    {
        try
        {
            return await host.IsWritableAsync() ? $"{host.Name} has become a primary just now" : $"{host.Name} takes no changes";
        }
        catch (Exception e) when (DatabaseAwayException.From(e) is not null)
        {
            return $"{host.Name}: {e.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var host in _hosts)
            await host.DisposeAsync();
        _stopping.Dispose();
        _doubts.Dispose();
    }
}
