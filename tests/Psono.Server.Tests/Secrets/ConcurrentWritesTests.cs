using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

public sealed class ConcurrentWritesTests
{
    private const int Writers = 8;
    private const int WritesEach = 5;

    [Theory, BothDatabases]
    public async Task No_update_of_parallel_writers_is_lost(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice), "[]");
        var key = await TestApiKey.CreateAsync(alice, write: true);
        await key.GrantAsync(alice, secret);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < WritesEach; i++)
                await AppendAsync(writer % 2 == 0 ? new(alice, null) : new(null, key), server, secret, $"{writer}.{i}");
        }));

        var written = JsonNode.Parse(secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")))!.AsArray()
            .Select(item => item!.GetValue<string>()).ToList();
        Assert.Equal(Writers * WritesEach, written.Count);
        Assert.Equal(Writers * WritesEach, written.Distinct().Count());
        Assert.Equal(Writers * WritesEach, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    /// <summary>As psonoci of upstream writes: nobody says what was read.</summary>
    [Theory, BothDatabases]
    public async Task Writers_that_name_no_version_do_not_refuse_each_other(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server, write: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => key.UpdateAsync(server, secret.Change($"{i}"))));

        Assert.All(answers, answer => answer.ShouldSucceed());
        Assert.Equal(answers.Length, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    private sealed record Writer(TestSession? Session, TestApiKey? Key);

    /// <summary>Read, modify, write; and again when somebody else was faster.</summary>
    private static async Task AppendAsync(Writer writer, TestServer server, TestSecret secret, string item)
    {
        while (true)
        {
            var read = writer.Key is { } key
                ? await key.ReadAsync(server, secret)
                : await writer.Session!.GetAsync($"/secret/{secret.Id}/");
            var list = JsonNode.Parse(secret.Open(read))!.AsArray();
            list.Add((JsonNode)item);
            var change = secret.Change(list.ToJsonString());
            change["old_write_date"] = read["write_date"];
            var written = writer.Key is not null
                ? await writer.Key.UpdateAsync(server, change)
                : await writer.Session!.PostAsync("/secret/", change.ToJsonString());
            if (written.Status == HttpStatusCode.OK)
                return;
            written.ShouldRefuse("WRITE_DATE_MISMATCH");
        }
    }
}
