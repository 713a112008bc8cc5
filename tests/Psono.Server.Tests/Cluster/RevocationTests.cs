using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Cluster;

/// <summary>
/// What one server has answered, all of them know: each read on every server at once is refused from that moment on, though each of them
/// had answered it a moment before. A thousand tries, at a server that is another one each time.
/// </summary>
public sealed class RevocationTests
{
    private const int Owners = 4;

    private const int Rounds = 50;

    private const int AtOnce = 6;

    [Fact]
    public Task A_grant() => TryAsync(async (servers, owner, round) =>
    {
        var grant = await owner.Key.GrantAsync(owner.At(servers[round]), owner.Secret);
        await ShouldReadAsync(servers, owner);
        (await owner.At(servers[round + 1]).DeleteAsync("/api-key/secret/", $$"""{"api_key_secret_id":"{{grant}}"}""")).ShouldSucceed();
    });

    [Fact]
    public Task The_right_of_a_key() => TryAsync(async (servers, owner, round) =>
    {
        if (round == 0)
            await owner.Key.GrantAsync(owner.Session, owner.Secret);
        await SetAsync(owner.At(servers[round]), owner.Key, "\"read\":true");
        await ShouldReadAsync(servers, owner);
        await SetAsync(owner.At(servers[round + 1]), owner.Key, "\"read\":false");
    });

    [Fact]
    public Task A_key() => TryAsync(async (servers, owner, round) =>
    {
        owner.Key = await TestApiKey.CreateAsync(owner.At(servers[round]));
        await owner.Key.GrantAsync(owner.At(servers[round]), owner.Secret);
        await ShouldReadAsync(servers, owner);
        (await owner.At(servers[round + 1]).DeleteAsync("/api-key/", $$"""{"api_key_id":"{{owner.Key.Id}}"}""")).ShouldSucceed();
    });

    [Fact]
    public async Task A_session()
    {
        await using var servers = await ThreeServers.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Owners).Select(async owner =>
        {
            var user = await TestUser.RegisterAsync(servers[owner], $"owner{owner}");
            for (var round = 0; round < Rounds; round++)
            {
                var session = await user.LogInAsync(servers[round]);
                Assert.All(await AnswersAsync(session), answer => answer.ShouldSucceed());
                (await session.At(servers[round + 1]).PostAsync("/authentication/logout/", "{}")).ShouldSucceed();
                Assert.All(await AnswersAsync(session), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
            }
        }));

        Task<TestAnswer[]> AnswersAsync(TestSession session) => servers.AskAllAsync(server => session.At(server).GetAsync("/datastore/"));
    }

    /// <summary>Whoever was told that a new version is stored finds no older one anywhere.</summary>
    [Fact]
    public async Task A_version() => await WithOwnersAsync(async (servers, owner) =>
    {
        await owner.Key.GrantAsync(owner.Session, owner.Secret);
        for (var round = 0; round < Rounds; round++)
        {
            var change = owner.Secret.Change($"version {round}");
            (await owner.At(servers[round]).PostAsync("/secret/", change.ToJsonString())).ShouldSucceed();
            Assert.All(await ReadAsync(servers, owner), answer => Assert.Equal((string)change["data"]!, answer["data"]));
        }
    });

    private static Task TryAsync(Func<ThreeServers, Owner, int, Task> grantAndRevoke) => WithOwnersAsync(async (servers, owner) =>
    {
        for (var round = 0; round < Rounds; round++)
        {
            await grantAndRevoke(servers, owner, round);
            foreach (var answer in await ReadAsync(servers, owner))
                answer.ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
            foreach (var answer in await servers.AskAllAsync(server => owner.Key.InspectAsync(server)))
                Assert.False(answer.Status == HttpStatusCode.OK && Shows(answer, owner.Secret), answer.Text);
        }
    });

    private static bool Shows(TestAnswer answer, TestSecret secret) =>
        (bool)JsonNode.Parse(answer.Text)!["read"]! && answer.Text.Contains(secret.Id.ToString(), StringComparison.Ordinal);

    private static async Task WithOwnersAsync(Func<ThreeServers, Owner, Task> tries)
    {
        await using var servers = await ThreeServers.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Owners).Select(async number =>
            await tries(servers, await Owner.RegisterAsync(servers[number], $"owner{number}"))));
    }

    private static async Task ShouldReadAsync(ThreeServers servers, Owner owner) =>
        Assert.All(await ReadAsync(servers, owner), answer => answer.ShouldSucceed());

    /// <summary>At all servers, by so many that some share a statement.</summary>
    private static Task<TestAnswer[]> ReadAsync(ThreeServers servers, Owner owner) => Task.WhenAll(
        Enumerable.Repeat(servers.All, AtOnce).SelectMany(all => all).Select(server => owner.Key.ReadAsync(server, owner.Secret)));

    private static async Task SetAsync(TestSession session, TestApiKey key, string right) =>
        (await session.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}",{{right}}}""")).ShouldSucceed();

    /// <summary>Somebody with a secret and an API key.</summary>
    private sealed class Owner
    {
        public required TestSession Session { get; init; }

        public required TestSecret Secret { get; init; }

        public required TestApiKey Key { get; set; }

        public static async Task<Owner> RegisterAsync(TestServer server, string name)
        {
            var session = await server.RegisterAndLogInAsync(name);
            var secret = await TestSecret.CreateAsync(session, await TestDatastore.CreateAsync(session));
            return new Owner { Session = session, Secret = secret, Key = await TestApiKey.CreateAsync(session) };
        }

        public TestSession At(TestServer server) => Session.At(server);
    }
}
