using Psono.Client.Vault;
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
    public const string Password = Account.Password;
    public const string Host = "prd-db.example.com:5432";
    public const string DatabaseUser = "production";
    public const string DatabasePassword = "Df55sr2UQm7Wshv7";

    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;
    private Account? _account;
    private int _accounts;
    private int _trees;

    public ServerProcess Server => _server!;

    public Account Account => _account!;

    public string Data => _directory.File("data");

    public string Config => Account.File("psonoci.toml");

    public string SecretId { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Environment => Account.Environment;

    public async ValueTask InitializeAsync()
    {
        // One account logs in more often here than anybody does in a day; the limits have tests of their own.
        _server = await ServerProcess.StartAsync(Data, "http", "--throttling", "false");
        _account = await Account.RegisterAsync(Server, Username);
        SecretId = await FillAsync(Account);
    }

    /// <summary>Another account on this server, empty.</summary>
    public Task<Account> RegisterAsync() => Account.RegisterAsync(Server, $"alice-{Interlocked.Increment(ref _accounts)}@example.com");

    /// <summary>Another account on this server, with the same secret and the same API key (psonoci.toml).</summary>
    public async Task<Account> RegisterFilledAsync()
    {
        var account = await RegisterAsync();
        await FillAsync(account);
        return account;
    }

    public Task<Result> VaultAsync(string arguments, string input = "") => Account.VaultAsync(arguments, input);

    public Task<string> VerifyKeyAsync() => Account.VerifyKeyAsync();

    public Task<VaultClient> OpenVaultAsync() => Account.OpenVaultAsync();

    public Task<(string SecretId, string Config)> CreateAsync(string title, string variables, string options = "") =>
        Account.CreateAsync(title, variables, options);

    /// <summary>
    /// Makes a secret that is in no folder any more, and was not for a day: a client has overwritten the tree without looking. Its id.
    /// </summary>
    public async Task<string> LoseSecretAsync(Account account, string title)
    {
        var id = (await account.VaultAsync($"create --title '{title}' a=1")).Output.Trim();
        using (var vault = await account.OpenVaultAsync())
            await vault.Datastore.UpdateAsync(tree => tree.Items.Single(item => item.SecretId == Guid.Parse(id)).Remove());
        await ExecuteSqlAsync($"update secret_links set create_date = create_date - 86400000000 where lower(secret_id) = '{id}'");
        return id;
    }

    /// <summary>The tree as the server has it now, to go back to it, as after a backup was restored.</summary>
    public async Task<Func<Task>> RememberTreeAsync(Account account)
    {
        var table = $"tree_{Interlocked.Increment(ref _trees)}";
        await ExecuteSqlAsync(
            $"create table {table} as select d.* from datastores d join users u on u.id = d.user_id "
            + $"where u.username = '{account.Username}'");
        return () => ExecuteSqlAsync(
            $"update datastores set data = t.data, data_nonce = t.data_nonce, write_date = t.write_date from {table} t "
            + "where t.id = datastores.id");
    }

    /// <summary>As an operator might, beside the server.</summary>
    private async Task ExecuteSqlAsync(string sql)
    {
        var script = $"""
            import sqlite3
            with sqlite3.connect("{Data}/psono.sqlite", timeout=30) as db:
                db.execute("{sql}")
            """;
        (await Shell.RunAsync("python3 -", input: script)).Succeeds();
    }

    /// <summary><c>psonoci -c psonoci.toml …</c> as a machine, which knows nothing but its configuration.</summary>
    public Task<Result> PsonociAsync(string arguments, string input = "") =>
        Shell.RunAsync($"psonoci -c {Config} {arguments}", input: input);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _account?.Dispose();
        _directory.Dispose();
    }

    private static async Task<string> FillAsync(Account account)
    {
        var created = await account.VaultAsync(
            $"create --title 'production database' db_host={Host} db_username={DatabaseUser} db_password={DatabasePassword}");
        var id = created.Output.Trim();
        await account.VaultAsync($"api-key create 'service key' --secret {id} --save {account.File("psonoci.toml")}");
        return id;
    }
}
