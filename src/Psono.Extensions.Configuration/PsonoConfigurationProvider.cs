using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>Provides the variables of <i>Environment Variables</i> secrets, and checks for changes if an interval is set.</summary>
public sealed class PsonoConfigurationProvider : ConfigurationProvider, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstLookAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceOfProbes = TimeSpan.FromSeconds(1);

    private readonly PsonoConfigurationOptions _options;
    private readonly SecretReader _reader;
    private readonly FailureLog _failures;
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private long _confirmedAtTicks;
    private long _lookedAt;
    private Task? _polling;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="options">Which secrets, and how.</param>
    /// <exception cref="ArgumentException">One of the secrets or required keys is null or blank.</exception>
    public PsonoConfigurationProvider(PsonoConfigurationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RefuseBlank(options.Secrets, nameof(options.Secrets));
        RefuseBlank(options.RequiredKeys, nameof(options.RequiredKeys));
        _options = options;
        _failures = new FailureLog(options);
        _reader = new SecretReader(options, _failures);
    }

    /// <summary>Gets why the last check failed; <see langword="null"/> if it succeeded.</summary>
    public Exception? LastFailure => _failures.Last;

    /// <summary>Gets when the server last confirmed the values; <see langword="null"/> if there are none.</summary>
    public DateTimeOffset? ConfirmedAt =>
        Volatile.Read(ref _confirmedAtTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal TimeSpan? Age => _options.Time.GetUtcNow() - ConfirmedAt;

    internal PsonoConfigurationOptions Options => _options;

    /// <summary>Reads the secrets.</summary>
    /// <exception cref="PsonoConfigurationException">
    /// There is no API key or its settings are invalid, a required key is missing, or a key occurs twice and
    /// <see cref="PsonoConfigurationOptions.Duplicates"/> is <see cref="DuplicateKeys.Throw"/>.
    /// </exception>
    /// <exception cref="PsonoApiException">
    /// The server is unavailable, and the source is not <see cref="PsonoConfigurationOptions.Optional"/>; or the server refused, or its
    /// response is not authentic.
    /// </exception>
    public override void Load()
    {
        // On the thread pool: a caller's synchronization context must not deadlock with the wait.
        Task.Run(LoadAsync).GetAwaiter().GetResult();
        ReadMetrics.Add(this);
        if (_options.ReloadInterval is { } interval)
            _polling ??= PollAsync(interval);
    }

    // docs/decisions/0062
    /// <summary>
    /// Looks up a key. <c>PSONO_CI_API_SECRET_KEY_HEX</c> and <c>PSONO_CI_CONFIG_PACKED</c> always have the value <see langword="null"/>,
    /// so that the secret key in the environment is not part of the configuration.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public override bool TryGet(string key, out string? value)
    {
        if (!ConfigurationKeys.HoldsSecretKey(key))
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
        ReadMetrics.Remove(this);

        // Not while a look is under way: it would open secrets with a key that is gone.
        _one.WaitAsync().ContinueWith(
            _ =>
            {
                _reader.Dispose();
                _one.Release();
            },
            TaskScheduler.Default);
    }

    internal void LogTo(ILoggerFactory loggerFactory) => _failures.LogTo(loggerFactory);

    /// <summary>Looks for changes once. What fails is told, and the values stay.</summary>
    /// <returns>Whether it could.</returns>
    internal async Task<bool> LookAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        try
        {
            if (await ReadAsync(either.Token).ConfigureAwait(false))
                TellListeners();
            return LastFailure is null;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
#pragma warning disable CA1031 // Whatever it is: the next look may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.Tell(e);
            return false;
        }
    }

    /// <summary>
    /// Looks again after a failure where nothing else does, for a probe: not for each of them, and without keeping it waiting.
    /// </summary>
    internal async Task LookForProbeAsync(CancellationToken cancellationToken)
    {
        var isDue = _polling is null && LastFailure is not null && _one.CurrentCount > 0
            && _options.Time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= FirstLookAfterFailure;
        if (isDue)
        {
            await Task.WhenAny(LookAsync(CancellationToken.None), Task.Delay(PatienceOfProbes, _options.Time, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Sooner after a failure, and later again while it lasts.</summary>
    internal static TimeSpan PauseAfter(int failedLooks, TimeSpan interval)
    {
        var pause = FirstLookAfterFailure * Math.Pow(2, Math.Min(failedLooks, 16) - 1);
        return failedLooks > 0 && pause < interval ? pause : interval;
    }

    /// <summary>A setting that the application does not have, most likely.</summary>
    private static void RefuseBlank(IEnumerable<string?> names, string option)
    {
        if (names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException($"{option} contains a value that is null or blank", option);
    }

    private void TellListeners()
    {
        _failures.TellOfChange(Data.Count);
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
            await ReadPatientlyAsync().ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (_options.Optional && e.IsUnavailable)
        {
            if (ConfirmedAt is null)
                ConfigurationKeys.RefuseMissing([], _options, e);
            _failures.Tell(e);
        }
        catch (Exception e) when (ConfirmedAt is not null)
        {
            // The application is told, and keeps its values; so are those who ask how it is.
            _failures.Tell(e);
            throw;
        }
    }

    private async Task ReadPatientlyAsync()
    {
        if (_options.StartupTimeout is not { } limit)
        {
            await ReadAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        using var end = new CancellationTokenSource(limit, _options.Time);
        PsonoApiException? unavailable = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await ReadAsync(end.Token).ConfigureAwait(false);
                return;
            }
            catch (PsonoApiException e) when (e.IsUnavailable && !end.IsCancellationRequested)
            {
                unavailable = e;
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                if (unavailable is not null)
                    throw unavailable;
                unavailable = new PsonoApiException(PsonoFailure.Timeout, "the server did not answer within StartupTimeout");
                await ReadAsync(() => _reader.ReadStandInAsync(unavailable), CancellationToken.None).ConfigureAwait(false);
                return;
            }

            await Task.Delay(pause, _options.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether a value changed.</summary>
    private Task<bool> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(() => _reader.ReadIfChangedAsync(cancellationToken), cancellationToken);

    private async Task<bool> ReadAsync(Func<Task<ReadValues>> readAsync, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        var started = _options.Time.GetTimestamp();
        try
        {
            var read = await readAsync().ConfigureAwait(false);
            if (read.Unavailable is not null && ConfirmedAt is not null)
                throw read.Unavailable;
            var isChanged = TakeOver(read);
            if (read.Unavailable is not null)
                ReadMetrics.Record(_options.Time.GetElapsedTime(started), read.Unavailable);
            else
                ReadMetrics.Record(_options.Time.GetElapsedTime(started), isChanged);
            return isChanged;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReadMetrics.Record(_options.Time.GetElapsedTime(started), e);
            throw;
        }
        finally
        {
            Volatile.Write(ref _lookedAt, _options.Time.GetTimestamp());
            _one.Release();
        }
    }

    private bool TakeOver(ReadValues read)
    {
        var isChanged = read.Values is { } values
            && (values.Count != Data.Count || values.Any(pair => !Data.TryGetValue(pair.Key, out var old) || old != pair.Value));
        Data = read.Values ?? Data;
        Volatile.Write(ref _confirmedAtTicks, read.ConfirmedAt?.UtcTicks ?? 0);
        if (read is { Unavailable: { } cause, ConfirmedAt: { } confirmedAt })
            _failures.Tell(cause, confirmedAt);
        else
            _failures.Clear();
        return isChanged;
    }

    private async Task PollAsync(TimeSpan interval)
    {
        var failedLooks = LastFailure is null ? 0 : 1;
        while (true)
        {
            var pause = PauseAfter(failedLooks, interval);
            var jitter = pause * (RandomNumberGenerator.GetInt32(1000) / 10_000.0);
            await Task.Delay(pause + jitter, _options.Time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_disposed.IsCancellationRequested)
                return;
            failedLooks = await LookAsync().ConfigureAwait(false) ? 0 : failedLooks + 1;
        }
    }
}
