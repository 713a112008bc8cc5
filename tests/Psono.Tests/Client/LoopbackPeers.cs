using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Psono.Tests.Client;

internal enum PeerManner
{
    Answers,
    Refuses,

    /// <summary>As behind a firewall that drops packets: its queue is full, so that the kernel drops what wants to connect.</summary>
    IsSilent,
}

/// <summary>The addresses of one name: all on this machine, at one port, and each with manners of its own.</summary>
internal sealed class LoopbackPeers : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly List<Socket> _filling = [];

    public LoopbackPeers(params (string Address, PeerManner Manner)[] peers)
    {
        Addresses = [.. peers.Select(peer => IPAddress.Parse(peer.Address))];
        while (!TryBind())
        {
            // The first address was given a port that is taken at another.
        }

        foreach (var (socket, (_, manner)) in _sockets.Zip(peers))
        {
            if (manner == PeerManner.Answers)
                socket.Listen();
            if (manner == PeerManner.IsSilent)
                Fill(socket);
        }
    }

    public IPAddress[] Addresses { get; }

    public int Port => ((IPEndPoint)_sockets[0].LocalEndPoint!).Port;

    public void Dispose()
    {
        foreach (var socket in _sockets.Concat(_filling))
            socket.Dispose();
    }

    /// <summary>Whether somebody has connected to a peer, or wanted to, and has been neither accepted nor gone.</summary>
    public bool IsAsked(int peer) => _sockets[peer].Poll(0, SelectMode.SelectRead);

    public Socket Accept(int peer) => _sockets[peer].Accept();

    /// <summary>
    /// Waits until these are the connections to a peer. One that the runtime still looks at is closed a moment later, and the list of the
    /// kernel, which changes while it is read, may lack one that is there.
    /// </summary>
    public async Task HasAsync(int peer, params TcpState[] connections)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!ConnectionsTo(peer).SequenceEqual(connections))
            await Task.Delay(1, patience.Token);
    }

    /// <summary>Waits until no connection to these peers is left.</summary>
    public async Task LeftAsync(params int[] peers)
    {
        foreach (var peer in peers)
            await HasAsync(peer);
    }

    /// <summary>The connections of this machine to a peer that are not closed, such as one that still waits for an answer.</summary>
    private IEnumerable<TcpState> ConnectionsTo(int peer) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
            .Where(connection => connection.RemoteEndPoint.Equals(_sockets[peer].LocalEndPoint))
            .Where(connection => !_filling.Exists(filling => connection.LocalEndPoint.Equals(filling.LocalEndPoint)))
            .Select(connection => connection.State)
            .Where(state => state is TcpState.SynSent or TcpState.Established);

    private bool TryBind()
    {
        var port = 0;
        try
        {
            foreach (var address in Addresses)
            {
                _sockets.Add(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
                _sockets[^1].Bind(new IPEndPoint(address, port));
                port = Port;
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            _sockets.ForEach(socket => socket.Dispose());
            _sockets.Clear();
            return false;
        }
    }

    private void Fill(Socket listener)
    {
        listener.Listen(0);
        var filling = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _filling.Add(filling);
        filling.Connect(listener.LocalEndPoint!);
    }
}
