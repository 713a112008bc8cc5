using System.Net;
using System.Net.Http.Headers;
using Psono.Protocol.Cryptography;
using Psono.Server.Sessions;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Sessions;

/// <summary>
/// How often a password may be tried: here twice for an account from one address, three times from one address, four times for an account.
/// Where servers share a database, over all of them.
/// </summary>
public sealed class LoginLimitsTests : IDisposable
{
    private const string Wrong = "USERNAME_OR_PASSWORD_WRONG";
    private const string Here = "192.0.2.1";
    private const string Elsewhere = "198.51.100.1";
    private const string Device = "4b2f0b9e-1f0d-4a7e-9a55-0c4a7f6e1a10";

    private readonly SecretKey _ephemeral = SecretKey.Generate();

    public void Dispose() => _ephemeral.Dispose();

    [Theory, BothDatabases]
    public async Task Right_passwords_cost_nothing(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");

        for (var i = 0; i < 20; i++)
        {
            (await server.PostAsync("/authentication/prelogin/", """{"username":"alice@example.com"}""")).ShouldSucceed();
            (await TryAsync(server, alice, Here)).ShouldSucceed();
        }
    }

    [Theory, BothDatabases]
    public async Task Wrong_ones_are_limited_for_an_account_from_one_address_and_do_not_close_it_to_others(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await FailAsync(server, alice, Here, times: 2);

        var throttled = await TryAsync(server, alice, Here);

        throttled.ShouldBeThrottled("43200");
        (await TryAsync(server, alice, Elsewhere)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task An_account_that_does_not_exist_is_limited_as_one_that_does(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var nobody = new TestUser { Username = "nobody@example.com" };
        await FailAsync(server, nobody, Here, times: 2);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(server, nobody, Here)).Status);
        (await TryAsync(server, nobody, Elsewhere)).ShouldRefuse(Wrong);
    }

    [Theory, BothDatabases]
    public async Task An_address_that_tries_many_accounts_is_refused_at_all_that_do_not_know_it(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        var bob = await TestUser.RegisterAsync(server, "bob");
        await LogInAsync(server, bob, Here);
        for (var i = 0; i < 3; i++)
            await FailAsync(server, new TestUser { Username = $"user{i}@example.com" }, Here, times: 1);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(server, alice, Here)).Status);
        (await TryAsync(server, alice, Elsewhere)).ShouldSucceed();
        (await TryAsync(server, bob, Here)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_device_that_logged_in_lately_is_not_refused_for_what_others_did(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await LogInAsync(server, alice, "203.0.113.9", Device);
        await FailAsync(server, alice, Here, times: 2);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(server, alice, Here, Guid.NewGuid().ToString())).Status);
        (await TryAsync(server, alice, Here, Device)).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromDays(91));
        await FailAsync(server, alice, Here, times: 2);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(server, alice, Here, Device)).Status);
    }

    [Theory, BothDatabases]
    public async Task An_address_that_logged_in_lately_is_slowed_and_not_refused(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await LogInAsync(server, alice, Here);

        await FailAsync(server, alice, Here, times: 2 + 6);

        await ShouldWaitAsync(server, () => TryAsync(server, alice, Here));
    }

    [Theory, BothDatabases]
    public async Task A_device_that_logged_in_lately_does_not_wait_for_guessers_at_its_address(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await LogInAsync(server, alice, Here, Device);
        await FailAsync(server, alice, Here, times: 2 + 6);

        (await TryAsync(server, alice, Here, Device).WaitAsync(TimeSpan.FromSeconds(20))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Tries_from_many_addresses_slow_an_account_down_and_do_not_close_it(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        for (var i = 0; i < 4 + 6; i++)
            await FailAsync(server, alice, $"203.0.113.{i}", times: 1);

        await ShouldWaitAsync(server, () => TryAsync(server, alice, Elsewhere));
    }

    [Theory, BothDatabases]
    public async Task Who_waits_longer_than_the_patience_is_told_when_to_come_again(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind, "--throttle-rate-slow-login", "1/minute");
        var alice = await TestUser.RegisterAsync(server, "alice");
        for (var i = 0; i < 4 + 1; i++)
            await FailAsync(server, alice, $"203.0.113.{i}", times: 1);

        var throttled = await TryAsync(server, alice, Elsewhere);

        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (throttled.Status, throttled.Headers["Retry-After"]));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        (await TryAsync(server, alice, Elsewhere)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Tries_at_the_same_time_are_counted_before_they_are_looked_at(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        var guesser = new TestUser { Username = alice.Username };

        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TryAsync(server, guesser, Here)));

        Assert.Equal(2, tries.Count(answer => answer.Status == HttpStatusCode.BadRequest));
        Assert.Equal(8, tries.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
    }

    [Theory, BothDatabases]
    public async Task An_account_remembers_few_places_and_takes_them_with_it(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        for (var i = 0; i < 70; i++)
            await LogInAsync(server, session.User, $"203.0.113.{i}");
        Assert.Equal(64, await PlacesAsync());

        (await session.DeleteAsync("/user/delete/", $$"""{"authkey":"{{session.User.Authkey}}"}""")).ShouldSucceed();

        Assert.Equal(0, await PlacesAsync());

        Task<long> PlacesAsync() =>
            server.State.Database.ReadAsync(db => db.FirstAsync("select count(*) from login_places", row => row.GetInt64(0)));
    }

    private static Task<TestServer> StartAsync(DatabaseKind kind, params string[] arguments) => TestServer.StartNodesAsync(
        kind,
        [
            "--num-proxies", "1", "--throttling", "true", "--throttle-rate-login-failure", "2/day", "--throttle-rate-login", "3/day",
            "--throttle-rate-account-failure", "4/day", "--throttle-rate-registration", "1000/second", .. arguments,
        ]);

    private static async Task ShouldWaitAsync(TestServer server, Func<Task<TestAnswer>> tryAsync)
    {
        var before = server.Clock.GetUtcNow();
        var waiting = tryAsync();
        while (!waiting.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        (await waiting).ShouldSucceed();
        Assert.InRange(server.Clock.GetUtcNow() - before, LoginLimits.Patience, TimeSpan.FromMinutes(1));
    }

    /// <summary>To the end: a place is known when the login was complete.</summary>
    private static async Task LogInAsync(TestServer server, TestUser user, string address, string? device = null)
    {
        var session = await user.StartLoginAsync(server, withDevice: false, fingerprint: device);
        session.ForwardedFor = address;
        (await session.ActivateAsync()).ShouldSucceed();
    }

    private async Task FailAsync(TestServer server, TestUser user, string address, int times)
    {
        for (var i = 0; i < times; i++)
            (await TryAsync(server, new TestUser { Username = user.Username }, address)).ShouldRefuse(Wrong);
    }

    private async Task<TestAnswer> TryAsync(TestServer server, TestUser user, string address, string? device = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/server/authentication/login/");
        request.Headers.Add("X-Forwarded-For", address);
        request.Content = new StringContent(user.LoginBody(server, _ephemeral, device), MediaTypeHeaderValue.Parse("application/json"));
        return await server.SendAsync(request);
    }
}
