using System.Text.Json;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>An account that no other test knows, made with the published psonoci, and what its owner does at a terminal.</summary>
public sealed class Account : IDisposable
{
    public const string Password = "Correct-Horse-Battery-1";

    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task> _login;

    private Account(ServerProcess server, string username)
    {
        Server = server;
        Username = username;
        _login = new(async () => (await PsonociAsync($"login {username}")).Succeeds());
    }

    public ServerProcess Server { get; }

    public string Username { get; }

    /// <summary>The environment in which the owner types.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["XDG_STATE_HOME"] = File("state"),
        ["PSONO_CI_SERVER_URL"] = Server.Url,
        ["PSONO_VAULT_PASSWORD"] = Password,
    };

    public static async Task<Account> RegisterAsync(ServerProcess server, string username)
    {
        var account = new Account(server, username);
        (await account.PsonociAsync($"register {username}")).Succeeds();
        return account;
    }

    public string File(string name) => _directory.File(name);

    /// <summary><c>psonoci vault …</c>, logged in.</summary>
    public async Task<Result> VaultAsync(string arguments, string input = "")
    {
        await _login.Value;
        return (await PsonociAsync(arguments, input)).Succeeds();
    }

    /// <summary>The key by which the server is known.</summary>
    public async Task<string> VerifyKeyAsync() =>
        JsonDocument.Parse((await VaultAsync("status --json")).Output).RootElement.GetProperty("server_verify_key").GetString()!;

    /// <summary>The vault as the client library opens it: what is really stored.</summary>
    public async Task<VaultClient> OpenVaultAsync()
    {
        var transport = new HttpTransport(new Uri(Server.Url), new HttpOptions());
        var server = await ServerIdentity.FetchAsync(transport, null, _ => true);
        var credentials = new VaultCredentials { Username = Username, Password = Password, DeviceDescription = "tests" };
        return new VaultClient(
            transport, await VaultClient.LoginAsync(transport, server, credentials, TimeProvider.System), TimeProvider.System);
    }

    /// <summary>Creates a secret and an API key for it; the path of the key's configuration.</summary>
    public async Task<(string SecretId, string Config)> CreateAsync(string title, string variables, string options = "")
    {
        var id = (await VaultAsync($"create --title '{title}' --env-file -", variables)).Output.Trim();
        var config = File(id + ".toml");
        await VaultAsync($"api-key create '{title}' --secret {id} --save {config} {options}");
        return (id, config);
    }

    public void Dispose() => _directory.Dispose();

    private Task<Result> PsonociAsync(string arguments, string input = "") =>
        Shell.RunAsync("psonoci vault " + arguments, Environment, input);
}
