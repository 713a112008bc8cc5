using System.Net;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>What the session of an API key may do, and until when.</summary>
public sealed class ApiKeySessionTests
{
    private const string Forbidden = """{"detail":"You do not have permission to perform this action."}""";

    private const string Ended = """{"detail":"Invalid token or not yet activated."}""";

    [Theory, BothDatabases]
    public async Task An_unrestricted_key_works_with_the_account_as_its_flags_say(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var secret = await TestSecret.CreateAsync(alice, datastore);
        var reader = await TestKeyLogin.LogInAsync(server, alice.User, await TestApiKey.CreateAsync(alice, restricted: false));
        var writer = await TestKeyLogin.LogInAsync(
            server, alice.User, await TestApiKey.CreateAsync(alice, read: false, write: true, restricted: false));
        var both = await TestKeyLogin.LogInAsync(server, alice.User, await TestApiKey.CreateAsync(alice, write: true, restricted: false));

        Assert.Equal(TestSecret.Content, secret.Open(await reader.GetAsync($"/secret/{secret.Id}/")));
        (await reader.GetAsync($"/datastore/{datastore}/")).ShouldSucceed();
        ShouldBeForbidden(await reader.PostAsync("/secret/", secret.Change("{}").ToJsonString()));
        ShouldBeForbidden(await reader.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString()));
        ShouldBeForbidden(await reader.DeleteAsync("/secret/link/", $$"""{"link_id":"{{secret.LinkId}}"}"""));
        ShouldBeForbidden(await reader.PostAsync("/bulk-secret-read/", Ids(secret)));

        ShouldBeForbidden(await writer.GetAsync($"/secret/{secret.Id}/"));
        ShouldBeForbidden(await writer.GetAsync("/datastore/"));
        ShouldBeForbidden(await writer.PostAsync("/bulk-secret-read/", Ids(secret)));
        (await writer.PostAsync("/secret/", secret.Change("{}").ToJsonString())).ShouldSucceed();

        var made = await TestSecret.CreateAsync(both, datastore);
        Assert.Single(Json(await both.PostAsync("/bulk-secret-read/", Ids(made)))["secrets"]!.AsArray());
        (await both.DeleteAsync("/secret/link/", $$"""{"link_id":"{{made.LinkId}}"}""")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_restricted_key_that_reads_gets_nothing_but_what_is_granted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var (granted, other) = (await TestSecret.CreateAsync(alice, datastore), await TestSecret.CreateAsync(alice, datastore));
        foreach (var secret in new[] { granted, other })
            (await alice.PostAsync("/secret/", secret.Change("{}").ToJsonString())).ShouldSucceed();
        var ofOther = (string)Json(await alice.GetAsync($"/secret/history/{other.Id}/"))["history"]![0]!["id"]!;
        var key = await TestApiKey.CreateAsync(alice);
        await key.GrantAsync(alice, granted);
        var thief = await TestKeyLogin.LogInAsync(server, alice.User, key);

        Assert.Equal("{}", granted.Open(await thief.GetAsync($"/secret/{granted.Id}/")));
        var history = Json(await thief.GetAsync($"/secret/history/{granted.Id}/"))["history"]!;
        Assert.Equal(TestSecret.Content, granted.Open(await thief.GetAsync($"/history/{history[0]!["id"]}/")));

        (await thief.GetAsync($"/secret/{other.Id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await thief.GetAsync($"/secret/history/{other.Id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await thief.GetAsync($"/history/{ofOther}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        ShouldBeForbidden(await thief.PostAsync("/secret/", granted.Change("{}").ToJsonString()));
        ShouldBeForbidden(await thief.PostAsync("/bulk-secret-read/", Ids(granted, other)));
        ShouldBeForbidden(await thief.GetAsync("/datastore/"));
        ShouldBeForbidden(await thief.GetAsync($"/datastore/{datastore}/"));
        ShouldBeForbidden(await thief.GetAsync("/secret/link/"));
        ShouldBeForbidden(await thief.GetAsync("/api-key/"));
        ShouldBeForbidden(await thief.PutAsync("/api-key/secret/", key.GrantBody(alice.User, other).ToJsonString()));
        ShouldBeForbidden(await thief.PostAsync(
            "/api-key/", $$"""{"api_key_id":"{{key.Id}}","restrict_to_secrets":false,"write":true}"""));
    }

    [Theory, BothDatabases]
    public async Task A_restricted_key_that_writes_changes_what_is_granted_and_makes_moves_and_deletes_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var (granted, other) = (await TestSecret.CreateAsync(alice, datastore), await TestSecret.CreateAsync(alice, datastore));
        var key = await TestApiKey.CreateAsync(alice, write: true);
        await key.GrantAsync(alice, granted);
        var thief = await TestKeyLogin.LogInAsync(server, alice.User, key);
        var link = $$"""{"link_id":"{{granted.LinkId}}","new_parent_datastore_id":"{{datastore}}"}""";

        (await thief.PostAsync("/secret/", granted.Change("""{"a":1}""").ToJsonString())).ShouldSucceed();
        (await thief.PostAsync("/secret/", other.Change("{}").ToJsonString())).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        var read = Json(await thief.PostAsync("/bulk-secret-read/", Ids(granted, other)))["secrets"]!.AsArray();
        Assert.Equal($"{granted.Id}", (string?)Assert.Single(read)!["id"]);
        ShouldBeForbidden(await thief.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString()));
        ShouldBeForbidden(await thief.PutAsync("/bulk-secret/", "{}"));
        ShouldBeForbidden(await thief.PostAsync("/secret/link/", link));
        ShouldBeForbidden(await thief.DeleteAsync("/secret/link/", link));
        ShouldBeForbidden(await thief.DeleteAsync("/bulk-secret/link/", $$"""{"link_ids":["{{granted.LinkId}}"]}"""));
        ShouldBeForbidden(await thief.DeleteAsync($"/secret/history/{granted.Id}/", """{"before":"2030-01-01T00:00:00Z"}"""));
        ShouldBeForbidden(await thief.PutAsync("/datastore/", TestDatastore.Body("d").ToJsonString()));
        ShouldBeForbidden(await thief.PostAsync("/datastore/", $$"""{"datastore_id":"{{datastore}}","data":"00"}"""));

        Assert.Equal("""{"a":1}""", granted.Open(await alice.GetAsync($"/secret/{granted.Id}/")));
        Assert.Equal(TestSecret.Content, other.Open(await alice.GetAsync($"/secret/{other.Id}/")));
        var entry = Json(await alice.GetAsync($"/secret/history/{granted.Id}/"))["history"]![0]!;
        Assert.Equal(("API key service key", $"{key.Id}"), ((string?)entry["username"], (string?)entry["psono_net"]!["api_key"]!["id"]));
    }

    [Theory, BothDatabases]
    public async Task A_key_reads_no_callback_password_of_what_is_granted_only(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var change = secret.Change("{}");
        change["callback_pass"] = "hook password";
        (await alice.PostAsync("/secret/", change.ToJsonString())).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await alice.PostAsync("/secret/", secret.Change("""{"a":1}""").ToJsonString())).ShouldSucceed();
        var version = Json(await alice.GetAsync($"/secret/history/{secret.Id}/"))["history"]![1]!["id"]!;
        foreach (var restricted in new[] { true, false })
        {
            var key = await TestApiKey.CreateAsync(alice, write: true, restricted: restricted);
            await key.GrantAsync(alice, secret);
            var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
            var expected = restricted ? "" : "hook password";
            Assert.Equal(expected, (await session.GetAsync($"/secret/{secret.Id}/"))["callback_pass"]);
            Assert.Equal(expected, (await session.GetAsync($"/history/{version}/"))["callback_pass"]);
            Assert.Equal(expected, (string?)Json(
                await session.PostAsync("/bulk-secret-read/", Ids(secret)))["secrets"]![0]!["callback_pass"]);
        }
    }

    [Theory, BothDatabases]
    public async Task A_key_that_is_deleted_or_deactivated_ends_its_sessions_at_once_on_every_server(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await using var second = kind == DatabaseKind.PostgreSql ? await SecondAsync(server) : null;
        var alice = await server.RegisterAndLogInAsync("alice");
        var (deleted, inactive) = (await TestApiKey.CreateAsync(alice), await TestApiKey.CreateAsync(alice));
        foreach (var key in new[] { deleted, inactive })
        {
            var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
            (await session.At(second ?? server).GetAsync("/session-key/")).ShouldSucceed();
            if (key == deleted)
                (await alice.DeleteAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}"}""")).ShouldSucceed();
            else
                await ApiKeyLoginTests.SetAsync(server, "update api_keys set active = false");
            (await session.At(second ?? server).GetAsync("/session-key/")).ShouldBe(HttpStatusCode.Unauthorized, Ended);
            (await session.PostAsync("/authentication/activate-token/", "{}")).ShouldBe(HttpStatusCode.Unauthorized, Ended);
        }
    }

    [Theory, BothDatabases]
    public async Task What_the_owner_changes_holds_at_once_for_running_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await using var second = kind == DatabaseKind.PostgreSql ? await SecondAsync(server) : null;
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var key = await TestApiKey.CreateAsync(alice, write: true, restricted: false);
        var session = (await TestKeyLogin.LogInAsync(server, alice.User, key)).At(second ?? server);
        async Task SetAsync(string what) =>
            (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}",{{what}}}""")).ShouldSucceed();

        (await session.GetAsync("/datastore/")).ShouldSucceed();
        await SetAsync("\"restrict_to_secrets\":true");
        ShouldBeForbidden(await session.GetAsync("/datastore/"));
        (await session.GetAsync($"/secret/{secret.Id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        var grant = await key.GrantAsync(alice, secret);
        (await session.GetAsync($"/secret/{secret.Id}/")).ShouldSucceed();
        await SetAsync("\"write\":false");
        ShouldBeForbidden(await session.PostAsync("/secret/", secret.Change("{}").ToJsonString()));
        (await session.GetAsync($"/secret/{secret.Id}/")).ShouldSucceed();
        (await alice.DeleteAsync("/api-key/secret/", $$"""{"api_key_secret_id":"{{grant}}"}""")).ShouldSucceed();
        (await session.GetAsync($"/secret/{secret.Id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        await SetAsync("\"read\":false");
        ShouldBeForbidden(await session.GetAsync($"/secret/{secret.Id}/"));
    }

    [Theory, BothDatabases]
    public async Task A_key_that_is_narrowed_while_a_body_comes_in_does_nothing_with_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var key = await TestApiKey.CreateAsync(alice, write: true, restricted: false);
        var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
        var rest = new TaskCompletionSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/server/datastore/")
        {
            Content = new HeldContent(session.Sealed($$"""{"datastore_id":"{{datastore}}","description":"stolen"}"""), rest.Task),
        };
        request.Headers.Add("Authorization", $"Token {session.Token}");
        var sending = server.SendAsync(request);
        for (var tries = 0; tries < 1000 && !await IsUsedAsync(server, session); tries++)
            await Task.Delay(20);

        (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","restrict_to_secrets":true}""")).ShouldSucceed();
        rest.SetResult();
        Assert.Equal(HttpStatusCode.Unauthorized, (await sending).Status);
        Assert.Contains("\"description\":\"Default\"", (await alice.GetAsync("/datastore/")).Text, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_session_ends_itself_and_no_other(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-multiple-sessions", "false");
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice, read: false);
        var (first, second) = (
            await TestKeyLogin.LogInAsync(server, alice.User, key, "the fingerprint of a pipeline"),
            await TestKeyLogin.LogInAsync(server, alice.User, key));
        var sessions = Json(await alice.GetAsync("/authentication/sessions/"))["sessions"]!.AsArray();
        Assert.Equal(3, sessions.Count);
        Assert.Contains(sessions, session => (string?)session!["device_description"] == "a pipeline");
        var own = sessions.Single(session => (bool)session!["current_session"]!)!["id"];

        ShouldBeForbidden(await first.PostAsync("/authentication/logout/", $$"""{"session_id":"{{own}}"}"""));
        (await alice.GetAsync("/datastore/")).ShouldSucceed();
        (await first.SendAsync(HttpMethod.Post, "/authentication/logout/")).ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/session-key/")).Status);

        var again = await alice.User.LogInAsync(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/datastore/")).Status);
        ShouldBeForbidden(await second.GetAsync("/session-key/"));
        (await again.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Fact]
    public async Task A_fingerprint_binds_the_session_to_its_device()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var session = await TestKeyLogin.LogInAsync(server, alice.User, key, "a fingerprint");
        (await session.GetAsync("/session-key/")).ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.SendRawAsync(HttpMethod.Get, "/session-key/", null, null)).Status);
    }

    [Fact]
    public async Task A_key_uses_up_nothing_that_its_owner_needs()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-user", "20/day", "--throttle-rate-status-check", "5/day",
            "--throttle-rate-api-key-write", "3/day");
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var key = await TestApiKey.CreateAsync(alice, write: true, restricted: false);
        var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
        for (var i = 0; i < 30; i++)
            (await session.GetAsync("/datastore/")).ShouldSucceed();
        for (var i = 0; i < 6; i++)
            await session.GetAsync("/session-key/");
        // The login was the first change.
        for (var i = 0; i < 2; i++)
            (await session.PostAsync("/secret/", secret.Change($"{i}").ToJsonString())).ShouldSucceed();

        Assert.Equal(
            HttpStatusCode.TooManyRequests, (await session.PostAsync("/secret/", secret.Change("{}").ToJsonString())).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await session.GetAsync("/session-key/")).Status);
        (await alice.GetAsync("/session-key/")).ShouldSucceed();
        (await alice.PostAsync("/secret/", secret.Change("{}").ToJsonString())).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_owner_sees_the_last_use_of_key_and_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--num-proxies", "1");
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        session.ForwardedFor = "203.0.113.7";
        (await session.GetAsync("/session-key/")).ShouldSucceed();

        JsonNode[] uses =
        [
            Json(await alice.GetAsync("/api-key/"))["api_keys"]![0]!["psono_net"]!,
            Json(await alice.GetAsync("/authentication/sessions/"))["sessions"]!.AsArray()
                .Single(other => !(bool)other!["current_session"]!)!["psono_net"]!,
        ];
        Assert.All(uses, use => Assert.Equal(
            ("2026-11-23T19:17:46.181998+00:00", "203.0.113.7"), ((string?)use["last_use"], (string?)use["last_address"])));
    }

    [Theory, BothDatabases]
    public async Task The_history_does_not_tell_a_key_which_other_key_wrote(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var writer = await TestApiKey.CreateAsync(alice, write: true);
        await writer.GrantAsync(alice, secret);
        var data = SecretBox.Seal(secret.Key, "by the writer");
        (await writer.UpdateAsync(
            server, new JsonObject { ["secret_id"] = $"{secret.Id}", ["data"] = data.Text, ["data_nonce"] = data.Nonce })).ShouldSucceed();
        var path = $"/secret/history/{secret.Id}/";

        foreach (var restricted in new[] { true, false })
        {
            var reader = await TestApiKey.CreateAsync(alice, restricted: restricted);
            await reader.GrantAsync(alice, secret);
            var told = (await (await TestKeyLogin.LogInAsync(server, alice.User, reader)).GetAsync(path)).Text;
            Assert.Contains("\"username\":\"API key\"", told, StringComparison.Ordinal);
            Assert.DoesNotContain($"{writer.Id}", told, StringComparison.Ordinal);
        }

        Assert.Contains($"{writer.Id}", (await alice.GetAsync(path)).Text, StringComparison.Ordinal);
        var own = await TestKeyLogin.LogInAsync(server, alice.User, writer);
        Assert.Contains($"{writer.Id}", (await own.GetAsync(path)).Text, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_key_of_somebody_else_reaches_nothing_even_if_it_was_granted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, bob) = (await server.RegisterAndLogInAsync("alice"), await server.RegisterAndLogInAsync("bob"));
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var key = await TestApiKey.CreateAsync(bob, write: true);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync(
            """
            insert into api_key_secrets
              (id, create_date, write_date, api_key_id, secret_id, title, title_nonce, secret_key, secret_key_nonce)
            values (@id, 0, 0, @key, @secret, '', '', '', '')
            """,
            ("@id", Guid.NewGuid()), ("@key", key.Id), ("@secret", secret.Id)));
        var session = await TestKeyLogin.LogInAsync(server, bob.User, key);
        (await session.GetAsync($"/secret/{secret.Id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await session.PostAsync("/secret/", secret.Change("{}").ToJsonString())).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    private static async Task<bool> IsUsedAsync(TestServer server, TestSession session)
    {
        await server.Parts.SessionUses.StoreAsync();
        return await server.State.Database.ReadAsync(db => db.ExistsAsync(
            "select 1 from tokens where key = @key and last_use is not null", ("@key", TokenHeader.KeyOf(session.Token))));
    }

    private static async Task<TestServer> SecondAsync(TestServer server) => await TestServer.StartAsync(
        DatabaseKind.PostgreSql, server.Parts.Options.Database, ["--keys-file", server.KeysFile]);

    private static string Ids(params TestSecret[] secrets) => new JsonObject
    {
        ["secret_ids"] = new JsonArray([.. secrets.Select(secret => JsonValue.Create($"{secret.Id}"))]),
    }.ToJsonString();

    private static JsonNode Json(TestAnswer answer)
    {
        answer.ShouldSucceed();
        return JsonNode.Parse(answer.Text)!;
    }

    private static void ShouldBeForbidden(TestAnswer answer) => answer.ShouldBe(HttpStatusCode.Forbidden, Forbidden);

    /// <summary>A body of which all but the last bytes are sent at once.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] _body;
        private readonly Task _rest;

        public HeldContent(string body, Task rest)
        {
            (_body, _rest) = (System.Text.Encoding.UTF8.GetBytes(body), rest);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_body.AsMemory(..^8));
            await stream.FlushAsync();
            await _rest;
            await stream.WriteAsync(_body.AsMemory(^8..));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
