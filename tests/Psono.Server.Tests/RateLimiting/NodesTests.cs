using System.Net;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Tests.DeviceCodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.RateLimiting;

/// <summary>What three servers of a database allow together, where endpoints have a limit of their own, and what each allows.</summary>
public sealed class NodesTests
{
    [Fact]
    public async Task Rows_of_strangers_and_tries_at_a_password_in_a_session_are_limited_over_all_servers()
    {
        await using var server = await TestServer.StartNodesAsync(
            DatabaseKind.PostgreSql, "--throttling", "true", "--throttle-rate-device-code", "2/day", "--throttle-rate-user-delete", "2/day",
            "--throttle-rate-user-update", "2/day");
        var alice = await server.RegisterAndLogInAsync("alice");

        await ShouldAllowAsync(2, () => server.PostAsync("/device-code/", TestDevice.NewBody(server).ToJsonString()));
        await ShouldAllowAsync(2, () => alice.DeleteAsync("/user/delete/", $$"""{"authkey":"{{TestUser.Hex(64)}}"}"""));
        await ShouldAllowAsync(2, () => alice.PutAsync("/user/update/", """{"language":"fr"}"""));
    }

    [Fact]
    public async Task Traffic_is_limited_by_each_server()
    {
        await using var server = await TestServer.StartNodesAsync(
            DatabaseKind.PostgreSql, "--throttling", "true", "--throttle-rate-info", "2/day");

        await ShouldAllowAsync(6, () => server.GetAsync("/info/"));
    }

    [Fact]
    public async Task A_login_that_the_queue_of_hashes_refuses_is_not_counted_before()
    {
        using var gate = new ManualResetEventSlim();
        var computing = 0;
        var hasher = new AuthkeyHasher(1, (_, _, _) =>
        {
            Interlocked.Increment(ref computing);
            gate.Wait();
            return new byte[64];
        });
        await using var server = await TestServer.StartAsync(
            DatabaseKind.PostgreSql,
            null,
            ["--throttling", "true", "--throttle-rate-login", "1000/day", "--throttle-rate-login-failure", "1000/day"],
            hasher);
        using var ephemeral = SecretKey.Generate();
        var body = new TestUser { Username = "nobody@example.com" }.LoginBody(server, ephemeral, null);
        var queue = server.Parts.HashQueue;
        var tries = new List<Task<TestAnswer>>();
        while (queue.Waiting < HashQueue.MostWaiting)
        {
            tries.Add(server.PostAsync("/authentication/login/", body));
            while (Volatile.Read(ref computing) + queue.Waiting < tries.Count)
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        var before = await VersionAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/authentication/login/", body)).Status);

        Assert.Equal(before, await VersionAsync());
        gate.Set();
        await Task.WhenAll(tries);

        Task<string?> VersionAsync() => server.State.Database.ReadAsync(
            db => db.FirstAsync("select string_agg(concat(xmin), ' ' order by scope) from rate_limits", row => row.GetString(0)));
    }

    private static async Task ShouldAllowAsync(int times, Func<Task<TestAnswer>> ask)
    {
        for (var i = 0; i < times; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await ask()).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ask()).Status);
    }
}
