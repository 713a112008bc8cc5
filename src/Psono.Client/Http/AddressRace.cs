using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Psono.Client.Http;

/// <summary>
/// Connects to whichever address of a name answers first (RFC 8305, "Happy Eyeballs"): one that swallows packets costs a quarter of a
/// second and not all the time there is.
/// </summary>
[UnsupportedOSPlatform("browser")]
internal static class AddressRace
{
    /// <summary>How long an address is waited for before the next is tried too: RFC 8305, section 8.</summary>
    public static TimeSpan HeadStart { get; } = TimeSpan.FromMilliseconds(250);

    /// <exception cref="SocketException">None could be reached. The reason is that of the address which the resolver prefers.</exception>
    public static Task<Socket> ConnectAsync(IPAddress[] addresses, int port, TimeProvider time, CancellationToken cancellationToken) =>
        addresses switch
        {
            [] => throw new SocketException((int)SocketError.HostNotFound),
            [var only] => ConnectAsync(only, port, cancellationToken),
            _ => RaceAsync(InOrder(addresses), port, time, cancellationToken),
        };

    /// <summary>
    /// The two families by turns, beginning with that of the first address: RFC 8305, section 4. Within a family the resolver's order
    /// counts (RFC 6724).
    /// </summary>
    public static IPAddress[] InOrder(IPAddress[] addresses)
    {
        var preferred = addresses[0].AddressFamily;
        IPAddress[][] families =
        [
            Array.FindAll(addresses, address => address.AddressFamily == preferred),
            Array.FindAll(addresses, address => address.AddressFamily != preferred),
        ];
        var order = new List<IPAddress>(addresses.Length);
        for (var i = 0; i < addresses.Length; i++)
        {
            foreach (var family in families)
            {
                if (i < family.Length)
                    order.Add(family[i]);
            }
        }

        return [.. order];
    }

    private static async Task<Socket> RaceAsync(IPAddress[] addresses, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var attempts = new List<Task>();
        var running = new List<Task>();
        Task? winner = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (attempts.Count < addresses.Length || running.Count > 0)
            {
                if (attempts.Count < addresses.Length)
                {
                    attempts.Add(ConnectAsync(addresses[attempts.Count], port, over.Token));
                    running.Add(attempts[^1]);
                }

                var pause = Task.Delay(attempts.Count < addresses.Length ? HeadStart : Timeout.InfiniteTimeSpan, time, over.Token);
                running.Add(pause);
                var ended = await Task.WhenAny([.. running]).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended != pause && ended.IsCompletedSuccessfully)
                {
                    winner = ended;
                    break;
                }

                running.Remove(ended);
                running.Remove(pause);
            }

            return await ((Task<Socket>)(winner ?? attempts[0])).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts)
            {
                await attempt.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

                // Two may have connected at once.
                if (attempt != winner && attempt.IsCompletedSuccessfully)
                    (await ((Task<Socket>)attempt).ConfigureAwait(false)).Dispose();
            }
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        // As in [::ffff:192.0.2.1], which a socket of IPv6 alone cannot reach.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
