using System.Net;
using System.Net.Sockets;

namespace Psono.Tests.Client;

/// <summary>A port at which nobody listens, and that nobody else on this machine is given meanwhile.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort(int port = 0) => _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}/server");

    public void Dispose() => _socket.Dispose();
}
