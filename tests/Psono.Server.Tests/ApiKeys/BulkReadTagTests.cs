using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>The entity tag of a bulk read: no data while nothing changed, all data when anything did.</summary>
public sealed class BulkReadTagTests
{
    [Theory, BothDatabases]
    public async Task While_nothing_changed_there_is_no_data_and_no_read_is_counted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server);
        var tag = await TagAsync(server, key);

        foreach (var condition in new[] { tag, $"\"other\", {tag}" })
        {
            var unchanged = await BulkAsync(server, key, condition);
            unchanged.ShouldBe(HttpStatusCode.NotModified, "");
            Assert.Equal(tag, unchanged.Headers["ETag"]);
            Assert.Equal("no-store", unchanged.Headers["Cache-Control"]);
        }

        Assert.Equal(HttpStatusCode.OK, (await BulkAsync(server, key, "\"other\"")).Status);
        Assert.Equal("3", (await key.ReadAsync(server, secret))["read_count"]);
    }

    [Theory, BothDatabases]
    public async Task Only_a_bulk_read_has_a_tag(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server);
        Assert.DoesNotContain("ETag", (await key.InspectAsync(server)).Headers.Keys);
        Assert.DoesNotContain("ETag", (await key.ReadAsync(server, secret)).Headers.Keys);
        Assert.Equal(HttpStatusCode.OK, (await BulkAsync(server, key, await TagAsync(server, key), extension: "{}")).Status);
    }

    [Theory, BothDatabases]
    public async Task Each_selection_has_its_own_tag_whatever_its_order(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, key) = await TestGrant.CreateAsync(server);
        var second = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice, "second"), "another");
        await key.GrantAsync(alice, second);

        var both = await TagAsync(server, key, $$"""{"secrets":true,"secret_ids":["{{first.Id}}","{{second.Id}}"]}""");
        var reversed = await TagAsync(server, key, $$"""{"secrets":true,"secret_ids":["{{second.Id}}","{{first.Id}}","{{second.Id}}"]}""");
        var one = await TagAsync(server, key, $$"""{"secrets":true,"secret_ids":["{{first.Id}}"]}""");
        Assert.Equal(both, reversed);
        Assert.Equal(3, new[] { both, one, await TagAsync(server, key) }.Distinct().Count());
    }

    [Theory, BothDatabases]
    public async Task Every_change_that_matters_changes_the_tag(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, _) = await TestGrant.CreateAsync(server);
        var key = await TestApiKey.CreateAsync(alice, write: true);
        var grant = await key.GrantAsync(alice, secret);
        var tags = new List<string> { await TagAsync(server, key) };

        var content = SecretBox.Seal(secret.Key, "changed by the key");
        await AfterAsync(key.UpdateAsync(
            server, new JsonObject { ["secret_id"] = $"{secret.Id}", ["data"] = content.Text, ["data_nonce"] = content.Nonce }));
        var other = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice, "second"), "another");
        await key.GrantAsync(alice, other);
        tags.Add(await TagAsync(server, key));
        await AfterAsync(alice.SendAsync(HttpMethod.Delete, "/api-key/secret/", $$"""{"api_key_secret_id":"{{grant}}"}"""));

        // Granted anew: another sealed key, although the secret is the same.
        await key.GrantAsync(alice, secret);
        tags.Add(await TagAsync(server, key));
        await AfterAsync(alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","write":false}"""));
        await AfterAsync(alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","allow_insecure_access":true}"""));
        await AfterAsync(alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","read":false}"""));
        await AfterAsync(alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","read":true}"""), isNew: false);

        // The owner may no longer read one of them.
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("delete from secret_links where secret_id = @id", ("@id", secret.Id)));
        tags.Add(await TagAsync(server, key));
        Assert.Equal(tags.Count, tags.Distinct().Count());

        async Task AfterAsync(Task<TestAnswer> change, bool isNew = true)
        {
            (await change).ShouldSucceed();
            if (isNew)
                tags.Add(await TagAsync(server, key));
        }
    }

    [Theory, BothDatabases]
    public async Task Who_has_another_tag_gets_what_who_has_none_gets(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, key) = await TestGrant.CreateAsync(server);
        var lost = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice, "second"), "lost");
        await key.GrantAsync(alice, lost);
        var writeOnly = await TestApiKey.CreateAsync(alice, read: false, write: true);
        await writeOnly.GrantAsync(alice, first);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("delete from secret_links where secret_id = @id", ("@id", lost.Id)));

        foreach (var (asked, readable) in new[] { (key, 1), (writeOnly, 0) })
        {
            var without = await BulkAsync(server, asked, condition: null);
            var with = await BulkAsync(server, asked, "\"other\"");

            Assert.Equal(without.Headers["ETag"], with.Headers["ETag"]);
            Assert.Equal(readable, without.Json.GetProperty("psono_net").GetProperty("secrets").GetArrayLength());
            Assert.Equal(Uncounted(without), Uncounted(with));
        }

        static string Uncounted(TestAnswer answer) => Regex.Replace(answer.Json.GetRawText(), "\"read_count\":[0-9]+", "");
    }

    [Theory, BothDatabases]
    public async Task A_nonce_that_is_not_one_harms_nobody_else(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server);
        var writer = await TestApiKey.CreateAsync(alice, read: false, write: true);
        await writer.GrantAsync(alice, secret);
        var tag = await TagAsync(server, key);
        (await writer.UpdateAsync(server, new JsonObject
        {
            ["secret_id"] = $"{secret.Id}", ["data"] = "00", ["data_nonce"] = new string('\u20ac', 64),
        })).ShouldSucceed();

        Assert.NotEqual(tag, await TagAsync(server, key));
        (await BulkAsync(server, key, await TagAsync(server, key))).ShouldBe(HttpStatusCode.NotModified, "");
    }

    [Theory, BothDatabases]
    public async Task A_revoked_key_is_refused_whatever_tag_it_has(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, _, key) = await TestGrant.CreateAsync(server);
        var tag = await TagAsync(server, key);
        (await alice.SendAsync(HttpMethod.Delete, "/api-key/", $$"""{"api_key_id":"{{key.Id}}"}""")).ShouldSucceed();
        (await BulkAsync(server, key, tag)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    private static async Task<string> TagAsync(TestServer server, TestApiKey key, string extension = """{"secrets":true}""")
    {
        var answer = await BulkAsync(server, key, condition: null, extension);
        answer.ShouldSucceed();
        return answer.Headers["ETag"];
    }

    private static Task<TestAnswer> BulkAsync(
        TestServer server, TestApiKey key, string? condition, string extension = """{"secrets":true}""")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/server/api-key-access/inspect/")
        {
            Content = new StringContent($$"""{"api_key_id":"{{key.Id}}","psono_net":{{extension}}}""", Encoding.UTF8, "application/json"),
        };
        if (condition is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", condition);
        return server.SendAsync(request);
    }
}
