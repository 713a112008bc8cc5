using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>Provides the variables of environment-variable secrets, and looks for changes if it is told to.</summary>
/// <param name="options">Which secrets, and how.</param>
public sealed class PsonoConfigurationProvider(PsonoConfigurationOptions options) : ConfigurationProvider, IDisposable
{
    private readonly SecretReader _reader = new(options);
    private readonly FailureLog _failures = new(options);
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private bool _isLoaded;
    private Task? _polling;

    /// <summary>Gets the failure of the last look, or <see langword="null"/> if it succeeded. The message never holds a value.</summary>
    public Exception? LastFailure => _failures.Last;

    /// <summary>Reads the secrets.</summary>
    /// <exception cref="PsonoConfigurationException">
    /// No API key was found, a required key is missing, or a key occurs twice and must not.
    /// </exception>
    /// <exception cref="PsonoApiException">
    /// The server could not be read, and the source is not optional; or it refused, or answered with what is not authentic.
    /// </exception>
    public override void Load()
    {
        // On the thread pool: a caller's synchronization context must not deadlock with the wait.
        Task.Run(LoadAsync).GetAwaiter().GetResult();
        if (options.ReloadInterval is { } interval)
            _polling ??= PollAsync(interval);
    }

    // docs/decisions/0062
    /// <summary>
    /// Looks up a key. The variables of the environment that hold the secret key of the API key have no value, whichever provider before
    /// this one has read them.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public override bool TryGet(string key, out string? value)
    {
        if (!SecretReader.HoldsSecretKey(key))
            return base.TryGet(key, out value);
        value = null;
        return true;
    }

    /// <summary>Stops looking for changes.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
            return;
        _disposed.Cancel();

        // Not while a look is under way: it would open secrets with a key that is gone.
        (_polling ?? Task.CompletedTask).ContinueWith(_ => _reader.Dispose(), TaskScheduler.Default);
    }

    internal void LogTo(ILoggerFactory loggerFactory) => _failures.LogTo(loggerFactory);

    /// <summary>Looks for changes once. What fails is told, and the values stay.</summary>
    internal async Task LookAsync()
    {
        try
        {
            if (await ReadAsync(_disposed.Token).ConfigureAwait(false))
                TellListeners();
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // Nobody wants to know any more.
        }
#pragma warning disable CA1031 // Whatever it is: the next look may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.Tell(e);
        }
    }

    private void TellListeners()
    {
        try
        {
            OnReload();
        }
#pragma warning disable CA1031 // Of the application. It must not end the looking for changes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.TellOfListener(e);
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            await ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (options.Optional && e.IsUnavailable)
        {
            if (!_isLoaded)
                _reader.RefuseWithout(e);
            _failures.Tell(e);
        }
    }

    /// <summary>Whether a value changed.</summary>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var data = await _reader.ReadIfChangedAsync(cancellationToken).ConfigureAwait(false);
            var isChanged = data is not null
                && (data.Count != Data.Count || data.Any(pair => !Data.TryGetValue(pair.Key, out var old) || old != pair.Value));
            Data = data ?? Data;
            _isLoaded = true;
            _failures.Clear();
            return isChanged;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task PollAsync(TimeSpan interval)
    {
        while (true)
        {
            var jitter = interval * (RandomNumberGenerator.GetInt32(1000) / 10_000.0);
            await Task.Delay(interval + jitter, options.Time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_disposed.IsCancellationRequested)
                return;
            await LookAsync().ConfigureAwait(false);
        }
    }
}
