using Psono.Client;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>A server, an account on it, and clients that are logged in to it.</summary>
internal sealed class VaultWorld : IAsyncDisposable
{
    public const string Password = "Correct-Horse-Battery-1";

    private readonly List<IDisposable> _open = [];
    private VaultSession? _session;

    private VaultWorld(TestServer server, string username)
    {
        Server = server;
        Username = username;
    }

    public TestServer Server { get; }

    public string Username { get; }

    public VaultCredentials Credentials => new() { Username = Username, Password = Password };

    public static async Task<VaultWorld> CreateAsync(DatabaseKind kind, params string[] arguments)
    {
        var world = new VaultWorld(await TestServer.StartAsync(kind, arguments), "alice@example.com");
        var transport = world.Transport();
        await VaultClient.RegisterAsync(transport, await IdentityAsync(transport), world.Credentials, world.Username);
        return world;
    }

    public HttpTransport Transport(DelegatingHandler? network = null)
    {
        HttpMessageHandler sockets = new SocketsHttpHandler();
        if (network is not null)
        {
            network.InnerHandler = sockets;
            sockets = network;
        }

        var options = new HttpOptions { MaxRetries = 0 };
        var transport = new HttpTransport(new Uri(Server.Url + "/server"), options, new HttpMessageInvoker(sockets));
        _open.Add(transport);
        return transport;
    }

    public static Task<ServerIdentity> IdentityAsync(HttpTransport transport) => ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true);

    public async Task<VaultSession> LogInAsync()
    {
        var transport = Transport();
        return await VaultClient.LoginAsync(transport, await IdentityAsync(transport), Credentials, Server.Clock);
    }

    /// <summary>A client of the one session that tests share: a login takes long, on purpose.</summary>
    public async Task<VaultClient> OpenAsync(DelegatingHandler? network = null) => Open(_session ??= await LogInAsync(), network);

    public VaultClient Open(VaultSession session, DelegatingHandler? network = null)
    {
        var client = new VaultClient(Transport(network), session, Server.Clock);
        _open.Add(client);
        return client;
    }

    public static SecretContent Content(string title, params string[] variables) =>
        SecretContent.NewEnvironmentVariables(title, variables.Select(variable => variable.Split('=')).Select(parts => new EnvironmentVariable(parts[0], parts[1])));

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            open.Dispose();
        await Server.DisposeAsync();
    }
}
