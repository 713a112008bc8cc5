using System.Net;
using System.Text;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.DeviceCodes;

/// <summary>What an approved device gets, and how often (part 1, section 15.3).</summary>
public sealed class DeviceTokenTests
{
    [Theory, BothDatabases]
    public async Task An_approved_device_gets_an_active_session_and_the_keys_that_only_it_opens(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        (await alice.PutAsync($"/device-code/{device.Id}/claim/", device.ClaimBody("the keys"))).ShouldSucceed();

        var answer = await device.PollAsync();
        var token = device.Open(answer);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(
            ["id", "state", "token", "session_secret_key", "token_valid_till", "encrypted_credentials", "encrypted_credentials_nonce"],
            token.EnumerateObject().Select(member => member.Name));
        Assert.Equal((device.Id, "claimed"), (token.GetProperty("id").GetString(), token.GetProperty("state").GetString()));
        Assert.Equal("2027-11-23T19:12:46.181998+00:00", token.GetProperty("token_valid_till").GetString());
        var opened = SecretBox.Open(device.UrlKey, token.GetProperty("encrypted_credentials").GetString(),
            token.GetProperty("encrypted_credentials_nonce").GetString());
        Assert.Equal("the keys", Encoding.UTF8.GetString(opened!));

        var sessions = await device.GetAsync(token, "/authentication/sessions/");
        Assert.True(sessions.WasSealed);
        Assert.Contains("\"a machine\"", sessions.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await device.GetAsync(token, "/session-key/")).Status);
    }

    [Theory, BothDatabases]
    public async Task A_code_is_used_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(alice)).ShouldSucceed();
        (await device.PollAsync()).ShouldSucceed();

        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_FOUND");
        Assert.Equal(HttpStatusCode.NotFound, (await device.ClaimAsync(alice)).Status);
    }

    [Theory, BothDatabases]
    public async Task Of_many_who_ask_at_once_one_gets_the_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        for (var round = 1; round <= 5; round++)
        {
            var device = await TestDevice.AskAsync(server);
            (await device.ClaimAsync(alice)).ShouldSucceed();

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => device.PollAsync()));

            Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.OK))
                refused.ShouldRefuse("DEVICE_CODE_NOT_FOUND");
            Assert.Equal(round + 1, (await alice.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions").GetArrayLength());
        }
    }

    /// <summary>
    /// The drift of the device's clock counts from the beginning of its session, however long the approval took
    /// and however wrong the clock is.
    /// </summary>
    [Theory, BothDatabases]
    public async Task A_slow_approval_and_a_wrong_clock_do_not_end_the_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var error = TimeSpan.FromHours(-7);
        var device = await TestDevice.AskAsync(server, error);
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        (await device.ClaimAsync(alice)).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(50));
        var token = device.Open(await device.PollAsync());
        server.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.OK, (await device.GetAsync(token, "/authentication/sessions/", error)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await device.GetAsync(token, "/authentication/sessions/", error + TimeSpan.FromSeconds(21))).Status);
    }

    [Theory, BothDatabases]
    public async Task A_clock_at_the_end_of_time_is_no_error_of_ours(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server, DateTimeOffset.MaxValue - server.Clock.GetUtcNow());
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        (await device.ClaimAsync(alice)).ShouldSucceed();

        Assert.Equal(HttpStatusCode.OK, (await device.PollAsync()).Status);
    }

    [Theory, BothDatabases]
    public async Task The_session_is_bound_to_the_device(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(alice)).ShouldSucceed();
        var token = device.Open(await device.PollAsync());

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await device.GetAsync(token, "/authentication/sessions/", fingerprint: Guid.NewGuid().ToString())).Status);
    }

    [Theory, BothDatabases]
    public async Task A_claimed_code_expires_as_well(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(alice)).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(301));

        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_EXPIRED");
        Assert.Equal(1, (await alice.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions").GetArrayLength());
    }

    [Theory, BothDatabases]
    public async Task Codes_that_nobody_used_are_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestDevice.AskAsync(server);
        for (var minutes = 0; minutes < 21; minutes += 3)
            server.Clock.Advance(TimeSpan.FromMinutes(3));

        for (var attempt = 0; await CountAsync(server) > 0; attempt++)
        {
            Assert.True(attempt < 1000, "the code is still there");
            await Task.Delay(20);
        }
    }

    [Theory, BothDatabases]
    public async Task Where_sessions_are_single_a_device_s_ends_the_others(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-multiple-sessions", "false");
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(alice)).ShouldSucceed();
        var token = device.Open(await device.PollAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.OK, (await device.GetAsync(token, "/authentication/sessions/")).Status);
    }

    [Theory, BothDatabases]
    public async Task The_key_of_a_code_is_sealed_in_the_database(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var device = await TestDevice.AskAsync(server);

        var stored = await server.State.Database.ReadAsync(
            db => db.FirstAsync("select server_private_key from device_codes", row => row.GetString(0)));

        using var opened = server.State.Cipher.OpenKey(stored!);
        Assert.Equal(device.Created["server_public_key"], PublicKey.Of(opened!).ToHex());
        Assert.DoesNotContain(opened!.ToHex(), stored, StringComparison.Ordinal);
    }

    private static Task<long> CountAsync(TestServer server) =>
        server.State.Database.ReadAsync(db => db.FirstAsync("select count(*) from device_codes", row => row.GetInt64(0)));
}
