using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.DeviceCodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Users;

public sealed class UserUpdateTests
{
    private const string Updated = """{"success":"User updated."}""";

    [Theory, BothDatabases]
    public async Task A_password_change_replaces_authkey_and_keys_and_leaves_the_callers_session_alone(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var (old, fresh, keys) = (alice.User.Authkey, TestUser.Hex(64), NewKeys());
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set require_password_change = true"));

        (await alice.PutAsync("/user/update/", $$"""
            {"authkey":"{{fresh}}","authkey_old":"{{old}}",{{keys}},"email":null,
             "hashing_algorithm":"scrypt","hashing_parameters":{"u":15,"r":8,"p":1,"l":64} }
            """)).ShouldBe(HttpStatusCode.OK, Updated);

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
        await Assert.ThrowsAnyAsync<Exception>(() => alice.User.StartLoginAsync(server));
        alice.User.Authkey = fresh;
        var described = (await alice.User.StartLoginAsync(server)).Login["user"]!;
        Assert.Contains(described["private_key"]!.GetValue<string>(), keys, StringComparison.Ordinal);
        Assert.Equal("""{"u":15,"r":8,"p":1,"l":64}""", described["hashing_parameters"]!.ToJsonString());
        Assert.False(described["require_password_change"]!.GetValue<bool>());
        Assert.Equal(1, await CountAsync(server, "old_credentials"));
    }

    [Theory, BothDatabases]
    public async Task A_new_password_ends_all_other_sessions_and_those_that_are_about_to_begin(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var (other, inactive) = (await alice.User.LogInAsync(server), await alice.User.StartLoginAsync(server));
        var bob = await server.RegisterAndLogInAsync("bob");
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(other)).ShouldSucceed();

        (await ChangePasswordAsync(alice, TestUser.Hex(64))).ShouldBe(HttpStatusCode.OK, Updated);

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await inactive.ActivateAsync()).Status);
        Assert.Contains("DEVICE_CODE_NOT_FOUND", (await device.PollAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(server, "tokens"));
    }

    [Fact]
    public async Task A_request_that_came_in_slowly_does_nothing_for_a_session_that_has_ended()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var thief = await alice.User.LogInAsync(server);
        var device = await TestDevice.AskAsync(server);
        using var claim = new HttpRequestMessage(HttpMethod.Put, $"/server/device-code/{device.Id}/claim/");
        using var body = new HeldContent(thief.Sealed(device.ClaimBody()));
        claim.Headers.Authorization = new AuthenticationHeaderValue("Token", thief.Token);
        claim.Headers.Add("Authorization-Validator", thief.Sealed(thief.Validator()));
        claim.Content = body;
        var claimed = server.SendAsync(claim);
        await body.IsUnderWay;
        await Task.Delay(200);

        (await ChangePasswordAsync(alice, TestUser.Hex(64))).ShouldBe(HttpStatusCode.OK, Updated);
        body.Release();

        Assert.Equal(HttpStatusCode.Unauthorized, (await claimed).Status);
        Assert.Contains("DEVICE_CODE_NOT_CLAIMED", (await device.PollAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(server, "tokens"));
    }

    [Fact]
    public async Task A_password_that_was_not_changed_ends_nothing()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var other = await alice.User.LogInAsync(server);

        (await ChangePasswordAsync(alice, alice.User.Authkey)).ShouldBe(HttpStatusCode.OK, Updated);
        (await alice.PutAsync("/user/update/", $$"""{"email":"a@example.org","authkey_old":"{{alice.User.Authkey}}"}"""))
            .ShouldBe(HttpStatusCode.OK, Updated);
        (await ChangePasswordAsync(alice, TestUser.Hex(64), old: TestUser.Hex(64))).ShouldRefuse("OLD_PASSWORD_INCORRECT");

        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/authentication/sessions/")).Status);
    }

    [Fact]
    public async Task What_is_under_way_does_not_outlive_the_password()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var (thief, device) = (await alice.User.LogInAsync(server), await TestDevice.AskAsync(server));
        using var ephemeral = SecretKey.Generate();
        using var release = new ManualResetEventSlim();

        // All are checked, then wait for their turn to write.
        var inTheWay = server.State.Database.WriteAsync(_ =>
        {
            release.Wait();
            return Task.FromResult(0);
        });
        var change = ChangePasswordAsync(alice, TestUser.Hex(64));
        await Task.Delay(300);
        var login = server.PostAsync("/authentication/login/", alice.User.LoginBody(server, ephemeral, Guid.NewGuid().ToString()));
        var claim = device.ClaimAsync(thief);
        await Task.Delay(300);
        release.Set();
        await inTheWay;

        (await change).ShouldBe(HttpStatusCode.OK, Updated);
        (await login).ShouldRefuse("USERNAME_OR_PASSWORD_WRONG");
        Assert.Equal(HttpStatusCode.NotFound, (await claim).Status);
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
        Assert.Equal(1, await CountAsync(server, "tokens"));
    }

    [Theory, BothDatabases]
    public async Task An_address_changes_and_the_old_one_is_archived(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, bob) = (await server.RegisterAndLogInAsync("alice"), await server.RegisterAndLogInAsync("bob"));
        Task<TestAnswer> Change(TestSession session, string email) =>
            session.PutAsync("/user/update/", $$"""{"email":"{{email}}","authkey_old":"{{session.User.Authkey}}"}""");

        (await Change(alice, "Bob@example.com")).ShouldRefuse("USER_WITH_EMAIL_ALREADY_EXISTS");
        (await Change(alice, "nobody")).ShouldBe(HttpStatusCode.BadRequest, """{"email":["INVALID_EMAIL_FORMAT"]}""");
        (await Change(alice, "alice@example.com")).ShouldBe(HttpStatusCode.OK, Updated);
        (await Change(alice, "Alice@example.org")).ShouldBe(HttpStatusCode.OK, Updated);
        (await Change(bob, "alice@example.com")).ShouldBe(HttpStatusCode.OK, Updated);

        Assert.Equal(2, await CountAsync(server, "old_emails"));
        Assert.Equal(0, await CountAsync(server, "old_credentials"));
        Assert.Equal(
            "alice@example.org",
            (await (await alice.User.StartLoginAsync(server)).ActivateAsync()).Json.GetProperty("user").GetProperty("email").GetString());
    }

    [Theory, BothDatabases]
    public async Task Whatever_matters_needs_the_current_password(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        string[] changes =
        [
            """{"email":"alice@example.org"}""", $$"""{"authkey":"{{TestUser.Hex(64)}}"}""", $$"""{"private_key":"{{TestUser.Hex(80)}}"}""",
            $$"""{"secret_key_nonce":"{{TestUser.Hex(24)}}"}""", """{"hashing_algorithm":"scrypt"}""", """{"hashing_parameters":{}}""",
            """{"user_sauce":"00"}""",
        ];
        foreach (var change in changes)
        {
            (await alice.PutAsync("/user/update/", change)).ShouldRefuse("AUTHKEY_REQUIRED");
            (await alice.PutAsync("/user/update/", change[..^1] + $$""","authkey_old":"{{TestUser.Hex(64)}}"}"""))
                .ShouldRefuse("OLD_PASSWORD_INCORRECT");
        }
    }

    [Theory, BothDatabases]
    public async Task Language_and_time_zone_need_no_password(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");

        (await alice.PutAsync("/user/update/", """{"language":"de","zoneinfo":"America/New_York"}""")).ShouldBe(HttpStatusCode.OK, Updated);
        (await alice.PutAsync("/user/update/", """{"zoneinfo":"../../etc/passwd"}""")).ShouldBe(HttpStatusCode.OK, Updated);
        (await alice.PutAsync("/user/update/", "{}")).ShouldBe(HttpStatusCode.OK, Updated);

        var stored = await server.State.Database.ReadAsync(
            db => db.FirstAsync("select language, zoneinfo from users", row => (row.GetString(0), row.GetString(1))));
        Assert.Equal(("de", "America/New_York"), stored);
    }

    [Theory]
    [InlineData("""{"hashing_parameters":{"u":13,"r":8,"p":1,"l":64},"hashing_algorithm":"scrypt"}""")]
    [InlineData("""{"hashing_parameters":{"u":"x","r":8,"p":1,"l":64},"hashing_algorithm":"scrypt"}""")]
    [InlineData("""{"hashing_parameters":{"u":14,"r":8,"p":1,"l":64} }""")]
    [InlineData("""{"hashing_algorithm":"scrypt"}""")]
    [InlineData("""{"hashing_parameters":{"u":14,"r":8,"p":1,"l":64},"hashing_algorithm":"md5"}""")]
    public async Task Hashing_must_stay_strong(string change)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");

        (await alice.PutAsync("/user/update/", change[..^1] + $$""","authkey_old":"{{alice.User.Authkey}}"}"""))
            .ShouldRefuse("INVALID_HASHING_PARAMETER");
    }

    [Theory, BothDatabases]
    public async Task Old_passwords_can_be_kept_from_coming_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--disable-last-passwords", "2");
        var alice = await server.RegisterAndLogInAsync("alice");
        var authkeys = new[] { alice.User.Authkey, TestUser.Hex(64), TestUser.Hex(64) };
        Task<TestAnswer> Change(int from, int to) =>
            alice.PutAsync("/user/update/", $$"""{"authkey":"{{authkeys[to]}}","authkey_old":"{{authkeys[from]}}",{{NewKeys()}}}""");

        (await Change(0, 0)).ShouldRefuse("CANNOT_REUSE_OLD_PASSWORD");
        (await Change(0, 1)).ShouldBe(HttpStatusCode.OK, Updated);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Change(1, 0)).ShouldRefuse("CANNOT_REUSE_OLD_PASSWORD");
        (await Change(1, 2)).ShouldBe(HttpStatusCode.OK, Updated);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Change(2, 0)).ShouldBe(HttpStatusCode.OK, Updated);
    }

    [Theory, BothDatabases]
    public async Task A_nonce_of_somebody_else_is_refused(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var body = new TestUser { Username = "bob@example.com" }.RegisterBody();
        (await server.PostAsync("/authentication/register/", body.ToJsonString())).ShouldSucceed();

        (await alice.PutAsync(
            "/user/update/",
            $$"""{"private_key_nonce":"{{body["private_key_nonce"]}}","authkey_old":"{{alice.User.Authkey}}"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""");
    }

    private static string NewKeys() =>
        $"\"private_key\":\"{TestUser.Hex(80)}\",\"private_key_nonce\":\"{TestUser.Hex(24)}\","
        + $"\"secret_key\":\"{TestUser.Hex(80)}\",\"secret_key_nonce\":\"{TestUser.Hex(24)}\"";

    private static Task<TestAnswer> ChangePasswordAsync(TestSession session, string authkey, string? old = null) =>
        session.PutAsync("/user/update/", $$"""{"authkey":"{{authkey}}","authkey_old":"{{old ?? session.User.Authkey}}",{{NewKeys()}}}""");

    private static Task<long> CountAsync(TestServer server, string table) =>
        server.State.Database.ReadAsync(db => db.FirstAsync($"select count(*) from {table}", row => row.GetInt64(0)));

    /// <summary>A body whose last byte does not come until it may.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldContent(string json)
        {
            _bytes = Encoding.UTF8.GetBytes(json);
            Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        public Task IsUnderWay => _underWay.Task;

        public void Release() => _released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(..^1));
            await stream.FlushAsync();
            _underWay.SetResult();
            await _released.Task;
            await stream.WriteAsync(_bytes.AsMemory(^1..));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
