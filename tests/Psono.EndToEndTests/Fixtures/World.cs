using Psono.Client;
using Psono.EndToEndTests.Fixtures;

[assembly: AssemblyFixture(typeof(World))]

namespace Psono.EndToEndTests.Fixtures;

/// <summary>
/// One server, one account, one secret ("production database" with db_host, db_username, db_password) and one API key that reads it,
/// all made with the published executables.
/// </summary>
public sealed class World : IAsyncLifetime
{
    public const string Username = "alice@example.com";
    public const string Password = "Correct-Horse-Battery-1";
    public const string Host = "prd-db.example.com:5432";
    public const string DatabaseUser = "production";
    public const string DatabasePassword = "Df55sr2UQm7Wshv7";

    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;

    public ServerProcess Server => _server!;

    public string Data => _directory.File("data");

    public string Config => _directory.File("psonoci.toml");

    public string SecretId { get; private set; } = "";

    /// <summary>The environment in which a person of this world types.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["XDG_STATE_HOME"] = _directory.File("state"),
        ["PSONO_CI_SERVER_URL"] = Server.Url,
        ["PSONO_VAULT_PASSWORD"] = Password,
    };

    public async ValueTask InitializeAsync()
    {
        // One account logs in more often here than anybody does in a day; the limits have tests of their own.
        _server = await ServerProcess.StartAsync(Data, "http", "--throttling", "false");
        await VaultAsync($"register {Username}");
        await VaultAsync($"login {Username}");
        var created = await VaultAsync(
            $"create --title 'production database' db_host={Host} db_username={DatabaseUser} db_password={DatabasePassword}");
        SecretId = created.Output.Trim();
        await VaultAsync($"api-key create 'service key' --secret {SecretId} --save {Config}");
    }

    /// <summary><c>psonoci vault …</c> as this account.</summary>
    public async Task<Result> VaultAsync(string arguments, string input = "") =>
        (await Shell.RunAsync("psonoci vault " + arguments, Environment, input)).Succeeds();

    /// <summary>The key by which the server is known.</summary>
    public async Task<string> VerifyKeyAsync() =>
        System.Text.Json.JsonDocument.Parse((await VaultAsync("status --json")).Output).RootElement.GetProperty("server_verify_key").GetString()!;

    /// <summary>The vault as the client library opens it: what is really stored.</summary>
    public async Task<VaultClient> OpenVaultAsync()
    {
        var transport = new HttpTransport(new Uri(Server.Url), new HttpOptions());
        var server = await ServerIdentity.FetchAsync(transport, null, _ => true);
        var session = await VaultClient.LoginAsync(transport, server, new VaultCredentials { Username = Username, Password = Password, DeviceDescription = "tests" }, TimeProvider.System);
        return new VaultClient(transport, session, TimeProvider.System);
    }

    /// <summary><c>psonoci -c psonoci.toml …</c> as a machine, which knows nothing but its configuration.</summary>
    public Task<Result> PsonociAsync(string arguments, string input = "") => Shell.RunAsync($"psonoci -c {Config} {arguments}", input: input);

    /// <summary>Creates a secret and an API key for it; the path of the key's configuration.</summary>
    public async Task<(string SecretId, string Config)> CreateAsync(string title, string variables, string options = "")
    {
        var id = (await VaultAsync($"create --title '{title}' --env-file -", variables)).Output.Trim();
        var config = _directory.File(id + ".toml");
        await VaultAsync($"api-key create '{title}' --secret {id} --save {config} {options}");
        return (id, config);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }
}
