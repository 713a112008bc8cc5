using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>Provides the variables of environment-variable secrets, and looks for changes if it is told to.</summary>
/// <param name="options">Which secrets, and how.</param>
public sealed class PsonoConfigurationProvider(PsonoConfigurationOptions options) : ConfigurationProvider, IDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private Task? _polling;

    /// <summary>Gets the failure of the last look, or <see langword="null"/> if it succeeded. The message never holds a value.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Reads the secrets.</summary>
    /// <exception cref="PsonoApiException">The server could not be read, and the source is not optional.</exception>
    /// <exception cref="InvalidOperationException">A required key is missing, or a key occurs twice and must not.</exception>
    public override void Load()
    {
        // On the thread pool: a caller's synchronization context must not deadlock with the wait.
        Task.Run(() => ReadAsync(first: true)).GetAwaiter().GetResult();
        if (options.ReloadInterval is { } interval)
            _polling ??= PollAsync(interval, _disposed.Token);
    }

    /// <summary>Stops looking for changes.</summary>
    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
            _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task<bool> ReadAsync(bool first)
    {
        try
        {
            var data = await SecretReader.ReadAsync(options, CancellationToken.None).ConfigureAwait(false);
            var changed = data.Count != Data.Count || data.Any(pair => !Data.TryGetValue(pair.Key, out var old) || old != pair.Value);
            Data = data;
            LastFailure = null;
            return changed;
        }
        catch (Exception e) when (!first || (options.Optional && e is PsonoApiException))
        {
            LastFailure = e;
            return false;
        }
    }

    private async Task PollAsync(TimeSpan interval, CancellationToken stop)
    {
        while (true)
        {
            var jitter = interval * (RandomNumberGenerator.GetInt32(1000) / 10_000.0);
            await Task.Delay(interval + jitter, options.Http.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
            if (await ReadAsync(first: false).ConfigureAwait(false))
                OnReload();
        }
    }
}
