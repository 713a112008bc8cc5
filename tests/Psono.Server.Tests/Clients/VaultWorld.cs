using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>A server, an account on it, and clients that are logged in to it.</summary>
internal sealed class VaultWorld : IAsyncDisposable
{
    public const string Password = "Correct-Horse-Battery-1";

    private const string Name = "alice@example.com";

    /// <summary>What a client derives from the password, on purpose slowly: once for all tests that are not about it.</summary>
    private static readonly Lazy<(string Authkey, SecretKey PasswordKey, string Sauce)> Derived = new(() =>
    {
        var sauce = TestUser.Hex(32);
        return (
            PasswordHash.AuthKey(Name, Password, HashingParameters.Default),
            PasswordHash.EncryptionKey(Password, sauce, HashingParameters.Default),
            sauce);
    });

    private readonly List<IDisposable> _open = [];
    private VaultSession? _session;

    private VaultWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public TestUser User { get; } = new()
    {
        Username = Name,
        Authkey = Derived.Value.Authkey,
        PasswordKey = Derived.Value.PasswordKey,
        Sauce = Derived.Value.Sauce,
    };

    public string Username => User.Username;

    public VaultCredentials Credentials => new() { Username = Username, Password = Password };

    public static async Task<VaultWorld> CreateAsync(DatabaseKind kind, params string[] arguments)
    {
        var world = new VaultWorld(await TestServer.StartAsync(kind, arguments));
        await world.User.RegisterAsync(world.Server);
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

    public static Task<ServerIdentity> IdentityAsync(HttpTransport transport) =>
        ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true);

    /// <summary>The client's own login, with the password: it takes long, on purpose.</summary>
    public async Task<VaultSession> LogInAsync(string password = Password)
    {
        var transport = Transport();
        var credentials = new VaultCredentials { Username = Username, Password = password };
        return await VaultClient.LoginAsync(transport, await IdentityAsync(transport), credentials, Server.Clock);
    }

    /// <summary>A new session as a login gives it, for tests that are not about the login.</summary>
    public async Task<VaultSession> NewSessionAsync(TestUser? user = null)
    {
        user ??= User;
        var session = await user.LogInAsync(Server);
        return new VaultSession
        {
            ServerUrl = Server.Url + "/server",
            ServerVerifyKey = Convert.ToHexStringLower(Ed25519.VerifyKey(Server.State.Keys.PrivateKey)),
            Username = user.Username,
            ValidTill = session.Login["session_valid_till"]!.GetValue<string>(),
            DeviceFingerprint = session.Fingerprint!,
            Token = session.Token,
            SessionSecretKey = session.SecretKey.ToHex(),
            UserSecretKey = user.SecretKey.ToHex(),
            UserPrivateKey = user.PrivateKey.ToHex(),
            UserSauce = user.Sauce,
            Email = user.Username,
        };
    }

    /// <summary>A client of the one session that the clients of a test share.</summary>
    public async Task<VaultClient> OpenAsync(DelegatingHandler? network = null) => Open(_session ??= await NewSessionAsync(), network);

    public VaultClient Open(VaultSession session, DelegatingHandler? network = null, ITreeMemory? memory = null)
    {
        var client = new VaultClient(Transport(network), session, Server.Clock, memory);
        _open.Add(client);
        return client;
    }

    public static SecretContent Content(string title, params string[] variables) =>
        SecretContent.NewEnvironmentVariables(
            title, variables.Select(variable => variable.Split('=')).Select(parts => new EnvironmentVariable(parts[0], parts[1])));

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            open.Dispose();
        await Server.DisposeAsync();
    }
}
