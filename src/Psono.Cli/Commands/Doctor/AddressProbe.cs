using System.Net;
using System.Net.Sockets;
using Psono.Client.Http;

namespace Psono.Cli.Commands.Doctor;

/// <summary>What came of connecting to every address of a name. Commands are content with the first that answers.</summary>
internal sealed class AddressProbe
{
    /// <summary>How much longer than the first the others may take. A packet that is lost costs a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The first connection there was; the caller's to close.</summary>
    public required Socket? Connection { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What all addresses have in common, or what is wrong with each.</summary>
    public required string Problem { get; init; }

    /// <summary>The addresses that did not answer; one that refused did.</summary>
    public required IReadOnlyList<string> Silent { get; init; }

    public static async Task<AddressProbe> ConnectAsync(
        IPAddress[] addresses, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = time.GetTimestamp();
        var attempts = Array.ConvertAll(addresses, address => AddressRace.ConnectAsync([address], port, time, late.Token));
        var running = new List<Task>(attempts);
        Task? first = null;
        while (running.Count > 0 && first is null)
        {
            var ended = await Task.WhenAny([.. running]);
            running.Remove(ended);
            first = ended.IsCompletedSuccessfully ? ended : null;
        }

        var elapsed = time.GetElapsedTime(started);
        var grace = Task.Delay(Grace, time, late.Token);
        while (running.Count > 0 && !grace.IsCompleted)
            running.Remove(await Task.WhenAny([.. running, grace]));
        await late.CancelAsync();
        foreach (var attempt in attempts)
        {
            await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attempt != first && attempt.IsCompletedSuccessfully)
                (await attempt).Dispose();
        }

        return Report(addresses, attempts, first is null ? null : await (Task<Socket>)first, elapsed);
    }

    private static AddressProbe Report(IPAddress[] addresses, Task<Socket>[] attempts, Socket? connection, TimeSpan elapsed)
    {
        var reasons = new List<string>();
        var problems = new List<string>();
        var silent = new List<string>();
        for (var i = 0; i < addresses.Length; i++)
        {
            if (attempts[i].IsCompletedSuccessfully)
                continue;
            reasons.Add(attempts[i].Exception is { } e ? HttpErrors.Reason(e.GetBaseException()) : "no answer");
            problems.Add($"{addresses[i]}: {reasons[^1]}");
            if (attempts[i].IsCanceled)
                silent.Add($"{addresses[i]}");
        }

        return new AddressProbe
        {
            Connection = connection,
            Elapsed = elapsed,
            Problem = reasons.TrueForAll(reason => reason == reasons[0]) ? reasons.FirstOrDefault() ?? "" : string.Join("; ", problems),
            Silent = silent,
        };
    }
}
