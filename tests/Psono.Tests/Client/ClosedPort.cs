using System.Net;
using System.Net.Sockets;

namespace Psono.Tests.Client;

/// <summary>
/// A port at which nobody listens, and that nobody else on this machine is given meanwhile. A server may be started on it, and the port is
/// closed again when it has gone: one that a server was given by chance is another's a moment later.
/// </summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/server");

    public void Dispose() => _socket.Dispose();
}
