using System.Text.Json.Nodes;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;
using Psono.Server.Users;

namespace Psono.Server.Tests.Data;

public sealed class KeysOfDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Own => _directory.File("own.json");

    private string Other => _directory.File("other.json");

    [Theory, BothDatabases]
    public async Task A_database_goes_on_with_its_own_keys_only(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var keys = await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true);

        Assert.Equal(keys.Fingerprint, (await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true)).Fingerprint);
        ServerKeys.Open(Other, mayCreate: true);
        await ShouldRefuseAsync(
            database, Other, $"{database.Description} belongs to other keys than those in {Other}: give it the keys file that it was used "
            + "with, or use another database");
    }

    [Theory, BothDatabases]
    public async Task Lost_keys_are_not_made_anew_for_a_database_that_was_used(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true);

        await ShouldRefuseAsync(
            database, Other, $"the keys file {Other} is missing, and {database.Description} has been used with one: copy it from the first "
            + "server, or restore it from a backup (without one: docs/server.md, Backups)");

        Assert.False(File.Exists(Other));
    }

    [Theory]
    [InlineData("private_key"), InlineData("db_secret"), InlineData("email_secret"), InlineData("activation_secret")]
    public async Task Every_part_of_the_keys_file_counts(string member)
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite);
        await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true);
        Change(member);

        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, Own, mayCreate: true));
    }

    [Theory, BothDatabases]
    public async Task A_database_of_an_earlier_version_takes_the_keys_that_open_its_accounts(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var keys = ServerKeys.Open(Own, mayCreate: true);
        await AddUserAsync(database, keys);
        ServerKeys.Open(Other, mayCreate: true);

        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, Other, mayCreate: true));
        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, _directory.File("none"), mayCreate: true));
        Assert.False(File.Exists(_directory.File("none")));
        var own = await File.ReadAllTextAsync(Own, TestContext.Current.CancellationToken);
        Change("email_secret");
        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, Own, mayCreate: true));
        await File.WriteAllTextAsync(Own, own, TestContext.Current.CancellationToken);
        await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true);

        await database.WriteAsync(db => db.ExecuteAsync("delete from users"));
        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, Other, mayCreate: true));
    }

    [Theory, BothDatabases]
    public async Task Whoever_lost_the_keys_for_good_can_say_so_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        await AddUserAsync(database, await KeysOfDatabase.OpenAsync(database, Own, mayCreate: true));
        await database.WriteAsync(db => db.ExecuteAsync("update server_keys set fingerprint = ''"));

        await KeysOfDatabase.OpenAsync(database, Other, mayCreate: true);

        await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, Own, mayCreate: true));
    }

    [Fact]
    public async Task Of_servers_with_different_keys_that_start_together_on_one_PostgreSQL_one_starts()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql);

        var started = await Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            try
            {
                await KeysOfDatabase.OpenAsync(database, _directory.File($"{i}.json"), mayCreate: true);
                return true;
            }
            catch (StartException)
            {
                return false;
            }
        }));

        Assert.Single(started, true);
    }

    [Fact]
    public async Task A_second_server_with_other_keys_does_not_start_and_one_with_the_same_does()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var first = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);

        await Assert.ThrowsAsync<StartException>(() => TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []));

        await using var second = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--keys-file", first.KeysFile]);
        Assert.Equal((await first.GetAsync("/info/"))["verify_key"], (await second.GetAsync("/info/"))["verify_key"]);
    }

    public void Dispose() => _directory.Dispose();

    private void Change(string member)
    {
        var json = JsonNode.Parse(File.ReadAllText(Own))!;
        json[member] = new string('0', 64);
        File.WriteAllText(Own, json.ToJsonString());
    }

    private static async Task ShouldRefuseAsync(Database database, string path, string message) => Assert.Equal(
        message, (await Assert.ThrowsAsync<StartException>(() => KeysOfDatabase.OpenAsync(database, path, mayCreate: true))).Message);

    /// <summary>As it is stored: sealed, and found by its hash.</summary>
    private static Task<int> AddUserAsync(Database database, ServerKeys keys) => database.WriteAsync(db => db.ExecuteAsync(
        """
        insert into users (id, create_date, write_date, username, email, email_hash, authkey, public_key, private_key, private_key_nonce,
          secret_key, secret_key_nonce, user_sauce, hashing_algorithm, hashing_parameters, is_email_active)
        values (@id, 0, 0, 'alice@example.com', @email, @hash, '', '', '', '', '', '', '', '', '', true)
        """,
        ("@id", Guid.NewGuid()),
        ("@email", new DatabaseCipher(keys.DatabaseSecret).Seal("alice@example.com")),
        ("@hash", new EmailHash(keys.EmailSecret).Of("alice@example.com"))));
}
