using System.Net;
using System.Text;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Info;

public sealed class InfoTests
{
    [Theory, BothDatabases]
    public async Task The_identity_is_signed_and_lasts(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--web-client-url", "https://vault.example.com");

        var first = await server.GetAsync("/info/");

        Assert.Equal(first.Text, (await server.GetAsync("/info/")).Text);
        Assert.True(Ed25519.Verify(
            Convert.FromHexString(first["verify_key"]), Encoding.UTF8.GetBytes(first["info"]), Convert.FromHexString(first["signature"])));
        var info = JsonElement.Parse(first["info"]);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+ \(Build [^ ]+\)$", info.GetProperty("version").GetString());
        Assert.Equal("CE", info.GetProperty("type").GetString());
        Assert.Equal(1, info.GetProperty("api").GetInt32());
        Assert.Equal(server.PublicKey.ToHex(), info.GetProperty("public_key").GetString());
        Assert.Equal("https://vault.example.com", info.GetProperty("web_client").GetString());
        Assert.Equal(2, info.GetProperty("psono_net").GetProperty("bulk_read").GetInt32());
        Assert.Equal(2, info.GetProperty("psono_net").GetProperty("titles").GetInt32());
    }

    [Theory, BothDatabases]
    public async Task Who_may_make_an_account_is_told(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-registration", "first");
        Assert.Equal("first", await RegistrationAsync(server));
        await server.RegisterAndLogInAsync("alice");
        Assert.Equal("closed", await RegistrationAsync(server));

        await using var open = await TestServer.StartAsync(kind, "--allow-registration", "true");
        Assert.Equal("open", await RegistrationAsync(open));
        await using var closed = await TestServer.StartAsync(kind, "--allow-registration", "false");
        Assert.Equal("closed", await RegistrationAsync(closed));
    }

    [Fact]
    public async Task Every_member_that_clients_read_is_there()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
        (string Name, JsonValueKind Kind)[] members =
        [
            ("log_audit", JsonValueKind.False), ("authentication_methods", JsonValueKind.Array), ("domain_synonyms", JsonValueKind.Array),
            ("excluded_domains", JsonValueKind.Array), ("management", JsonValueKind.True), ("files", JsonValueKind.False),
            ("allowed_file_repository_types", JsonValueKind.Array), ("favicon_service_url", JsonValueKind.String),
            ("auto_prolongation_token_time_valid", JsonValueKind.Number), ("allowed_second_factors", JsonValueKind.Array),
            ("disable_central_security_reports", JsonValueKind.True), ("disable_callbacks", JsonValueKind.True),
            ("allow_user_search_by_email", JsonValueKind.False), ("allow_user_search_by_username_partial", JsonValueKind.False),
            ("system_wide_duo_exists", JsonValueKind.False), ("multifactor_enabled", JsonValueKind.False),
            ("credit_buy_address", JsonValueKind.String),
            ("credit_costs_upload", JsonValueKind.String), ("credit_costs_download", JsonValueKind.String),
            ("credit_costs_storage", JsonValueKind.String),
            ("avatar_dimension_x", JsonValueKind.Number), ("avatar_dimension_y", JsonValueKind.Number),
            ("avatar_max_size_kb", JsonValueKind.Number),
            ("compliance_disable_emergency_codes", JsonValueKind.False), ("compliance_disable_recovery_codes", JsonValueKind.False),
        ];

        Assert.All(members, member => Assert.Equal(member.Kind, info.GetProperty(member.Name).ValueKind));
    }

    [Theory, BothDatabases]
    public async Task A_healthy_server_says_so(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--throttling", "true", "--throttle-rate-anon", "1/day");

        for (var i = 0; i < 3; i++)
        {
            (await server.GetAsync("/healthcheck/")).ShouldBe(
                HttpStatusCode.OK,
                """{"db_read":{"healthy":true},"db_sync":{"healthy":true},"time_sync":{"healthy":true},"_info":{"ip":"127.0.0.1"}}""");
        }
    }

    [Theory, BothDatabases]
    public async Task An_ill_server_says_what_is_wrong(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);

        await server.State.Database.WriteAsync(db => db.ExecuteAsync("insert into schema_version (version) values (77)"));
        (await server.GetAsync("/healthcheck/")).ShouldBe(
            HttpStatusCode.BadRequest,
            """{"db_read":{"healthy":true},"db_sync":{"healthy":false},"time_sync":{"healthy":true},"_info":{"ip":"127.0.0.1"}}""");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("drop table schema_version"));
        (await server.GetAsync("/healthcheck/")).ShouldBe(
            HttpStatusCode.BadRequest,
            """{"db_read":{"healthy":false},"db_sync":{"healthy":false},"time_sync":{"healthy":true},"_info":{"ip":"127.0.0.1"}}""");
    }

    private static async Task<string?> RegistrationAsync(TestServer server) =>
        JsonElement.Parse((await server.GetAsync("/info/"))["info"]).GetProperty("psono_net").GetProperty("registration").GetString();
}
