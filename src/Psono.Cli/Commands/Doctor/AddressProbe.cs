using System.Net;
using System.Net.Sockets;
using Psono.Client.Http;

namespace Psono.Cli.Commands.Doctor;

/// <summary>What came of connecting to one address: a connection after that time, or why there is none.</summary>
internal sealed record ProbedAddress(IPAddress Address, Socket? Connection, TimeSpan Elapsed, string? Problem)
{
    public const string NoAnswer = "no answer";
}

/// <summary>Connects to every address of a name, each by itself. Commands are content with the first that answers.</summary>
internal sealed class AddressProbe(int port, TimeProvider time)
{
    /// <summary>How much longer than the first the others may take. A packet that is lost costs a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The caller owns the connections.</summary>
    public async Task<ProbedAddress[]> ConnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Task.WhenAll(addresses.Select(address => ConnectAsync(address, late.Token)));
        if (await Task.WhenAny(all, _first.Task) != all)
            await Task.WhenAny(all, Task.Delay(Grace, time, late.Token));
        await late.CancelAsync();
        return await all;
    }

    private async Task<ProbedAddress> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var connection = await AddressRace.ConnectAsync([address], port, time, cancellationToken);
            _first.TrySetResult();
            return new ProbedAddress(address, connection, time.GetElapsedTime(started), Problem: null);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            var problem = e is SocketException ? HttpErrors.Reason(e) : ProbedAddress.NoAnswer;
            return new ProbedAddress(address, Connection: null, time.GetElapsedTime(started), problem);
        }
    }
}
