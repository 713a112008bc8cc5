using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Run;
using Psono.Cli.Interop;
using Psono.Client.ApiKeys;

namespace Psono.Cli.Supervision;

// docs/decisions/0017
/// <summary>
/// Asks the server every now and then when the secrets were written, reads them if that changed, and tells if what the command gets changed
/// by it. Several changes in a row are one. What goes wrong is told once, and changes nothing.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ChangeWatcher : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private const int MaxQuiet = 20;

    private readonly ApiKeyClient _client;
    private readonly Func<CancellationToken, Task<IReadOnlyList<MergedVariable>>> _read;
    private readonly TimeSpan _interval;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _end = new();
    private byte[] _digest;
    private string? _stamp;
    private string? _trouble;
    private IReadOnlyList<MergedVariable>? _change;

    public ChangeWatcher(
        ApiKeyClient client,
        IReadOnlyList<MergedVariable> now,
        Func<CancellationToken, Task<IReadOnlyList<MergedVariable>>> read,
        TimeSpan interval,
        Action<string> tell)
    {
        (_client, _read, _interval, _tell, _digest) = (client, read, interval, tell, Digest(now));
        Descriptor = LibC.EventFd(0, LibC.OCloExec | LibC.ONonBlock);
        _ = Task.Run(PollAsync);
    }

    /// <summary>Readable when there is a change to <see cref="Take"/>.</summary>
    public int Descriptor { get; }

    public bool HasChange => Volatile.Read(ref _change) is not null;

    public void Acknowledge() => Descriptors.ReadSome(Descriptor, stackalloc byte[sizeof(ulong)]);

    /// <summary>The latest variables, of which nobody has taken notice yet.</summary>
    public IReadOnlyList<MergedVariable>? Take() => Interlocked.Exchange(ref _change, null);

    public void Dispose() => _end.Cancel();

    /// <summary>A fifth more or less: machines that were started together do not ask together for long.</summary>
    public static TimeSpan Spread(TimeSpan interval) => interval * (0.8 + (RandomNumberGenerator.GetInt32(401) / 1000.0));

    private async Task PollAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Spread(_interval), _end.Token);
                if (await FindAsync() is { } variables)
                    Publish(variables);
                if (_trouble is not null)
                    _tell("watch: the server answers again");
                _trouble = null;
            }
            catch (Exception e) when (!_end.IsCancellationRequested)
            {
                var trouble = ErrorReport.Of(e).Message;
                if (trouble != _trouble)
                    _tell($"watch: {trouble}; the command keeps running with its current values");
                _trouble = trouble;
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task<IReadOnlyList<MergedVariable>?> FindAsync()
    {
        var stamp = await StampAsync();
        if (stamp is not null && stamp == _stamp)
            return null;

        // Somebody may be at work on them: wait until nothing has changed for a moment.
        for (var i = 0; i < MaxQuiet && _stamp is not null; i++)
        {
            await Task.Delay(Quiet, _end.Token);
            var later = await StampAsync();
            if (later == stamp)
                break;
            stamp = later;
        }

        var variables = await _read(_end.Token);
        _stamp = stamp;
        var digest = Digest(variables);
        if (CryptographicOperations.FixedTimeEquals(digest, _digest))
        {
            Zero(variables);
            return null;
        }

        _digest = digest;
        return variables;
    }

    private void Publish(IReadOnlyList<MergedVariable> variables)
    {
        if (Interlocked.Exchange(ref _change, variables) is { } unused)
            Zero(unused);
        OutputPump.Signal(Descriptor);
    }

    /// <summary>Which secrets there are and when they were written; null if the server does not tell.</summary>
    private async Task<string?> StampAsync()
    {
        var secrets = (await _client.InspectAsync(_end.Token)).ApiKeySecrets;
        return secrets.Any(secret => secret.WriteDate is null)
            ? null
            : string.Join('\n', secrets.Select(secret => $"{secret.SecretId} {secret.WriteDate}").Order(StringComparer.Ordinal));
    }

    /// <summary>Tells whether names or values differ, without keeping them.</summary>
    private static byte[] Digest(IReadOnlyList<MergedVariable> variables)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (winner, _) in variables)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{winner.Name.Length}:{winner.Value.Length}:{winner.Name}"));
            hash.AppendData(winner.Value);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Forgets values.</summary>
    public static void Zero(IReadOnlyList<MergedVariable> variables)
    {
        foreach (var (winner, replaced) in variables)
        {
            foreach (var variable in replaced.Prepend(winner))
                CryptographicOperations.ZeroMemory(variable.Value);
        }
    }
}
