using System.Net.Sockets;

namespace Psono.Server.Tests.Hosting;

/// <summary>A way to PostgreSQL that a test can cut, as a network or a restart does.</summary>
internal sealed class PostgresGate : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PostgresSchema _schema;
    private readonly string _target;
    private readonly List<Socket> _open = [];
    private readonly Lock _lock = new();
    private Socket? _listener;
    private Func<bool, ReadOnlyMemory<byte>, bool>? _cutsAt;

    private PostgresGate(PostgresSchema schema, string target)
    {
        _schema = schema;
        _target = target;
        Open();
    }

    public string ConnectionString => $"{_schema.ConnectionString};Host={_directory.Path}";

    public static async Task<PostgresGate> CreateAsync() =>
        new(await PostgresSchema.TakeAsync(), (await PostgresServer.GetAsync()).SocketPath);

    public void Open()
    {
        File.Delete(_directory.File(".s.PGSQL.5432"));
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_directory.File(".s.PGSQL.5432")));
        _listener.Listen(512);
        _ = AcceptAsync(_listener);
    }

    /// <summary>Nobody gets through, and whoever is through is thrown out.</summary>
    public void Close()
    {
        _listener!.Dispose();
        lock (_lock)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    /// <summary>Cuts all connections once, before these bytes pass. The first argument: they are the server's.</summary>
    public void CutOnceAt(Func<bool, ReadOnlyMemory<byte>, bool> bytes) => _cutsAt = bytes;

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                lock (_lock)
                    _open.AddRange([client, server]);
                _ = CopyAsync(client, server, fromServer: false);
                _ = CopyAsync(server, client, fromServer: true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool fromServer)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (_cutsAt is { } cutsAt && cutsAt(fromServer, buffer.AsMemory(0, count)))
                {
                    _cutsAt = null;
                    break;
                }

                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        from.Dispose();
        to.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _schema.DisposeAsync();
        _directory.Dispose();
    }
}
