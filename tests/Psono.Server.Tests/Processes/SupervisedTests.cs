using System.Net.Sockets;
using System.Text;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

/// <summary>What supervisors learn from the program: systemd by its protocol, others by asking.</summary>
public sealed class SupervisedTests(RunningProgram running) : IClassFixture<RunningProgram>, IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    [Fact]
    public async Task A_server_that_runs_is_ready()
    {
        var (code, output) = await ServerProcess.RunAsync("healthcheck", "--urls", running.Server.Url);

        Assert.Equal((0, "ready"), (code, output.Trim()));
    }

    [Fact]
    public async Task A_server_that_listens_everywhere_is_asked_on_this_machine()
    {
        var port = new Uri(running.Server.Url).Port;

        Assert.Equal((0, "ready\n"), await ServerProcess.RunAsync("healthcheck", $"--urls=http://*:{port}"));
    }

    [Fact]
    public async Task Nothing_that_listens_is_not_ready()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var (code, output) = await ServerProcess.RunAsync("healthcheck", "--urls", $"http://{socket.LocalEndPoint}");

        Assert.Equal((1, $"psono-server: error: nothing listens on {socket.LocalEndPoint}"), (code, output.Trim()));
    }

    [Fact]
    public async Task A_server_that_refuses_everything_is_not_ready()
    {
        await using var server = await ServerProcess.StartAsync("--data-dir", _temporary.File("data"), "--maintenance-active", "true");

        var (code, output) = await ServerProcess.RunAsync("healthcheck", "--urls", server.Url);

        Assert.Equal((1, $"psono-server: error: not ready: {new Uri(server.Url).Authority} responds with 423"), (code, output.Trim()));
    }

    [Fact]
    public async Task A_port_that_the_system_chooses_cannot_be_asked()
    {
        var (code, output) = await ServerProcess.RunAsync("healthcheck", "--urls", "http://127.0.0.1:0");

        Assert.Equal((2, "psono-server: error: --urls: healthcheck needs the port; 0 leaves it to the system"), (code, output.Trim()));
    }

    [Fact]
    public async Task Systemd_is_told_that_it_is_ready_and_that_it_stops_and_each_line_of_the_journal_has_its_level()
    {
        var path = _temporary.File("notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["JOURNAL_STREAM"] = "8:1" },
            "--data-dir", _temporary.File("data"), "--log-level", "debug");

        Assert.Equal("READY=1", await ReceiveAsync(socket));
        Assert.Equal(0, await server.StopAsync(ServerProcess.Sigint));
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        Assert.Matches("(?m)^<[67]>Microsoft", server.Output);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[64];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token));
    }

    public void Dispose() => _temporary.Dispose();
}
