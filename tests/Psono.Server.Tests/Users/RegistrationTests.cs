using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Users;

public sealed class RegistrationTests
{
    private const string Closed = """{"custom":["REGISTRATION_HAS_BEEN_DISABLED"]}""";

    [Theory, BothDatabases]
    public async Task The_first_account_is_the_administrator_and_the_only_one(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-registration", "first");

        await TestUser.RegisterAsync(server, "alice");

        (await RegisterAsync(server, "bob")).ShouldBe(HttpStatusCode.BadRequest, Closed);
        Assert.Equal(["alice@example.com True"], await AccountsAsync(server));
    }

    [Theory, BothDatabases]
    public async Task Of_many_who_want_to_be_first_one_is(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-registration", "first");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RegisterAsync(server, $"user{i}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => Assert.Equal(Closed, answer.Text));
        Assert.Single(await AccountsAsync(server));
    }

    [Fact]
    public async Task Of_many_who_want_to_be_first_at_two_servers_one_is()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--allow-registration", "first"]);
        await using var two = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--allow-registration", "first", "--keys-file", one.KeysFile]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RegisterAsync(i % 2 == 0 ? one : two, $"user{i}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
    }

    [Theory, BothDatabases]
    public async Task Registration_can_be_open_or_closed(DatabaseKind kind)
    {
        await using var open = await TestServer.StartAsync(kind, "--allow-registration", "true");
        await TestUser.RegisterAsync(open, "alice");
        await TestUser.RegisterAsync(open, "bob");
        Assert.Equal(["alice@example.com False", "bob@example.com False"], await AccountsAsync(open));

        await using var closed = await TestServer.StartAsync(kind, "--allow-registration", "false");
        (await RegisterAsync(closed, "alice")).ShouldBe(HttpStatusCode.BadRequest, Closed);
        (await closed.PostAsync("/authentication/register/", "{}")).ShouldBe(HttpStatusCode.BadRequest, Closed);
    }

    [Theory, BothDatabases]
    public async Task A_name_and_an_address_are_taken_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "alice");

        (await RegisterAsync(server, "ALICE")).ShouldBe(HttpStatusCode.BadRequest, """{"username":["USERNAME_ALREADY_EXISTS"]}""");
        (await RegisterAsync(server, "bob", body => body["email"] = "Alice@Example.com")).ShouldRefuse("USER_WITH_EMAIL_ALREADY_EXISTS");
    }

    [Theory, BothDatabases]
    public async Task A_nonce_is_taken_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var nonce = TestUser.Hex(24);
        (await RegisterAsync(server, "alice", body => body["secret_key_nonce"] = nonce)).ShouldSucceed();

        (await RegisterAsync(server, "bob", body => body["secret_key_nonce"] = nonce)).ShouldBe(
            HttpStatusCode.BadRequest, """{"custom":["REGISTRATION_FAILED_USERNAME_ALREADY_EXISTS"]}""");
        Assert.Single(await AccountsAsync(server));
    }

    [Theory]
    [InlineData("alice", "INVALID_USERNAME_FORMAT")]
    [InlineData(".alice@example.com", "INVALID_USERNAME_FORMAT")]
    [InlineData("al_ice@example.com", "USERNAME_VALIDATION_NAME_CONTAINS_INVALID_CHARS")]
    [InlineData("älice@example.com", "INVALID_USERNAME_FORMAT")]
    [InlineData("a@example.com", "Usernames may not be shorter than 2 chars.")]
    [InlineData("-alice@example.com", "Usernames may not start with a dash.")]
    [InlineData("alice-@example.com", "Usernames may not end with a dash.")]
    [InlineData("al--ice@example.com", "Usernames may not contain consecutive dashes.")]
    [InlineData("al.-ice@example.com", "Usernames may not contain periods followed by dashes.")]
    [InlineData("al-.ice@example.com", "Usernames may not contain dashes followed by periods.")]
    [InlineData("Admin@example.com", "Usernames like admin@ info@ webmaster@ and so on are forbidden.")]
    [InlineData("alice@example.org", "PROVIDED_DOMAIN_NOT_ALLOWED_FOR_REGISTRATION")]
    public async Task Names_follow_rules(string username, string code)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--allowed-domains", "example.com");

        (await RegisterAsync(server, "alice", body => body["username"] = username))
            .ShouldBe(HttpStatusCode.BadRequest, $$"""{"username":["{{code}}"]}""");
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await server.PostAsync("/authentication/register/", "{}")).ShouldBe(HttpStatusCode.BadRequest, "{"
            + string.Join(',', new[] { "username", "email", "authkey", "public_key", "private_key", "private_key_nonce", "secret_key",
                "secret_key_nonce", "user_sauce" }
                .Select(field => $"\"{field}\":[\"This field is required.\"]"))
            + "}");
        (await RegisterAsync(server, "alice", body =>
        {
            body["email"] = "alice";
            body["authkey"] = "00";
            body["public_key"] = new string('z', 64);
            body["private_key"] = new string('0', 161);
            body["private_key_nonce"] = new string('0', 65);
            body["user_sauce"] = new string('0', 65);
            body["hashing_algorithm"] = "md5";
        })).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"email":["INVALID_EMAIL_FORMAT"],
            "authkey":["Ensure this field has at least 128 characters."],
            "public_key":["NO_VALID_HEX"],
            "private_key":["Ensure this field has no more than 160 characters."],
            "private_key_nonce":["Ensure this field has no more than 64 characters."],
            "user_sauce":["Ensure this field has no more than 64 characters."],
            "hashing_algorithm":["INVALID_HASHING_ALGORITHM"]}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("""{"u":13,"r":8,"p":1,"l":64}""", false)]
    [InlineData("""{"u":14,"r":7,"p":1,"l":64}""", false)]
    [InlineData("""{"u":14,"r":8,"p":0,"l":64}""", false)]
    [InlineData("""{"u":14,"r":8,"p":1,"l":63}""", false)]
    [InlineData("""{"u":14,"r":8,"p":1}""", false)]
    [InlineData("""{"u":"14","r":8,"p":1,"l":64}""", false)]
    [InlineData("""{"u":99999999999,"r":8,"p":1,"l":64}""", false)]
    [InlineData("""{"u":20,"r":16,"p":2,"l":64}""", true)]
    [InlineData("{}", true)]
    [InlineData(null, true)]
    public async Task Hashing_must_be_strong_enough(string? parameters, bool allowed)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var answer = await RegisterAsync(server, "alice", body =>
        {
            body.Remove("hashing_parameters");
            if (parameters is not null)
                body["hashing_parameters"] = JsonNode.Parse(parameters);
        });

        if (allowed)
            answer.ShouldSucceed();
        else
            answer.ShouldRefuse("INVALID_HASHING_PARAMETER");
    }

    [Fact]
    public async Task A_key_that_nothing_can_be_sealed_to_is_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await RegisterAsync(server, "alice", body => body["public_key"] = new string('0', 64))).ShouldBe(
            HttpStatusCode.BadRequest, """{"public_key":["NO_VALID_HEX"]}""");
    }

    [Fact]
    public async Task Name_and_address_can_be_made_to_match()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--enforce-matching-username-and-email", "true");

        (await RegisterAsync(server, "alice", body => body["email"] = "bob@example.com")).ShouldBe(
            HttpStatusCode.BadRequest, """{"custom":["REGISTRATION_FAILED_USERNAME_AND_EMAIL_HAVE_TO_MATCH"]}""");
        (await RegisterAsync(server, "alice", body => body["email"] = "Alice@example.com")).ShouldSucceed();
    }

    [Fact]
    public async Task Addresses_can_be_limited_to_domains()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--registration-email-filter", "Example.org,example.net");

        (await RegisterAsync(server, "alice")).ShouldRefuse("EMAIL_DOMAIN_NOT_ALLOWED_TO_REGISTER");
        (await RegisterAsync(server, "alice", body => body["email"] = "alice@example.org")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_database_shows_neither_address_nor_authkey(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var body = new TestUser { Username = "alice@example.com" }.RegisterBody();
        body["email"] = "somebody@example.org";
        (await server.PostAsync("/authentication/register/", body.ToJsonString())).ShouldSucceed();

        var stored = await server.State.Database.ReadAsync(
            db => db.FirstAsync("select email || email_hash || authkey from users", row => row.GetString(0)));

        Assert.DoesNotContain("somebody", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(body["authkey"]!.GetValue<string>(), stored, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Registrations_from_one_address_are_limited(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(
            kind, "--throttling", "true", "--throttle-rate-registration", "1/day");
        await TestUser.RegisterAsync(server, "alice");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await RegisterAsync(server, "bob")).Status);
    }

    private static Task<TestAnswer> RegisterAsync(TestServer server, string name, Action<JsonObject>? change = null)
    {
        var body = new TestUser { Username = $"{name}@example.com" }.RegisterBody();
        change?.Invoke(body);
        return server.PostAsync("/authentication/register/", body.ToJsonString());
    }

    private static Task<List<string>> AccountsAsync(TestServer server) => server.State.Database.ReadAsync(db => db.QueryAsync(
        "select username, is_superuser from users order by username", row => $"{row.GetString(0)} {row.GetBoolean(1)}"));
}
