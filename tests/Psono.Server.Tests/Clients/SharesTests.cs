using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Client.Accounts;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>What another client shares, as a stock server answers it: this one has no shares yet.</summary>
public sealed class SharesTests
{
    private readonly SecretKey _key = SecretKey.Generate();

    [Fact]
    public async Task Shared_folders_and_entries_are_read_where_they_are_and_loops_end()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var session = await world.NewSessionAsync();
        var network = new SharingNetwork(session);
        var (folder, entry, gone) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        network.Share(folder, _key, new JsonObject
        {
            ["name"] = "Team",
            ["items"] = new JsonArray(Item("in the share")),
            ["folders"] = new JsonArray(
                new JsonObject { ["id"] = $"{Guid.NewGuid()}", ["name"] = "Deep", ["items"] = new JsonArray(Item("deep")) },
                ShareNode("again", folder)),
        });
        network.Share(entry, _key, Item("one entry"));
        var tree = Parse(new JsonObject
        {
            ["items"] = new JsonArray(ShareNode("one entry", entry)),
            ["folders"] = new JsonArray(new JsonObject
            {
                ["id"] = $"{Guid.NewGuid()}",
                ["name"] = "Work",
                ["folders"] = new JsonArray(ShareNode("Team", folder), ShareNode("Gone", gone)),
            }),
        });

        var (trees, unreadable) = await world.Open(session, network).Shares.ReadAsync(tree);

        Assert.Equal(
            ["/one entry", "Work/Team/in the share", "Work/Team/Deep/deep"],
            trees.SelectMany(share => share.Items).Select(item => $"{string.Join('/', item.Folder)}/{item.Name}"));
        Assert.All(trees.SelectMany(share => share.Items), item => Assert.NotNull(item.LinkId));
        Assert.Equal(1, unreadable);
        Assert.Equal(4, tree.Shares + trees.Sum(share => share.Shares));
    }

    [Fact]
    public async Task What_does_not_open_is_told_and_hides_nothing_else()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var session = await world.NewSessionAsync();
        var network = new SharingNetwork(session);
        var (good, otherKey, empty, broken) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        network.Share(good, _key, Item("good"));
        network.Share(otherKey, SecretKey.Generate(), Item("other key"));
        network.Answers[empty] = "{}";
        network.Fails.Add(broken);
        var keyless = ShareNode("keyless", good);
        keyless.Remove("share_secret_key");
        var tree = Parse(new JsonObject
        {
            ["items"] = new JsonArray(
                ShareNode("broken", broken), ShareNode("good", good), ShareNode("other key", otherKey), ShareNode("empty", empty)),
        });

        var (trees, unreadable) = await world.Open(session, network).Shares.ReadAsync(tree);

        Assert.Equal("good", Assert.Single(trees.SelectMany(share => share.Items)).Name);
        Assert.Equal(3, unreadable);
        Assert.Equal(1, (await world.Open(session, network).Shares.ReadAsync(
            Parse(new JsonObject { ["items"] = new JsonArray(keyless) }))).Unreadable);
    }

    private static DatastoreTree Parse(JsonObject json) => DatastoreTree.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()))!;

    private static JsonObject Item(string name) => new()
    {
        ["id"] = $"{Guid.NewGuid()}",
        ["name"] = name,
        ["type"] = "note",
        ["secret_id"] = $"{Guid.NewGuid()}",
        ["secret_key"] = TestUser.Hex(32),
    };

    private JsonObject ShareNode(string name, Guid share) => new()
    {
        ["id"] = $"{Guid.NewGuid()}",
        ["name"] = name,
        ["share_id"] = $"{share}",
        ["share_secret_key"] = _key.ToHex(),
    };

    /// <summary>A network whose other end has shares.</summary>
    private sealed class SharingNetwork(VaultSession session) : DelegatingHandler
    {
        /// <summary>What is answered for each share; 403 for others.</summary>
        public Dictionary<Guid, string> Answers { get; } = [];

        /// <summary>For these the server fails.</summary>
        public HashSet<Guid> Fails { get; } = [];

        public void Share(Guid id, SecretKey key, JsonObject content)
        {
            var data = SecretBox.Seal(key, content.ToJsonString());
            Answers[id] = $$"""{"id":"{{id}}","data":"{{data.Text}}","data_nonce":"{{data.Nonce}}"}""";
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (!path.StartsWith("/server/share/", StringComparison.Ordinal))
                return base.SendAsync(request, cancellationToken);
            var id = Guid.Parse(path.Split('/')[3]);
            if (Fails.Contains(id))
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
            var isKnown = Answers.TryGetValue(id, out var answer);
            using var key = SecretKey.FromHex(session.SessionSecretKey);
            var body = SecretBox.Seal(key, answer ?? """{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""");
            return Task.FromResult(new HttpResponseMessage(isKnown ? HttpStatusCode.OK : HttpStatusCode.Forbidden)
            {
                Content = new StringContent(JsonSerializer.Serialize(body, PsonoJsonContext.Wire.SealedText)),
            });
        }
    }
}
