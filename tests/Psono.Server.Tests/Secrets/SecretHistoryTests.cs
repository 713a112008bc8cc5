using System.Net;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

public sealed class SecretHistoryTests
{
    [Theory, BothDatabases]
    public async Task Every_version_that_was_replaced_is_kept(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice), "version 0");
        (await alice.GetAsync($"/secret/history/{secret.Id}/")).ShouldBe(HttpStatusCode.OK, """{"history":[]}""");

        for (var version = 1; version <= 20; version++)
        {
            server.Clock.Advance(TimeSpan.FromMicroseconds(1));
            var change = secret.Change($"version {version}");
            change["callback_user"] = $"user {version}";
            change["callback_pass"] = $"password {version}";
            (await alice.PostAsync("/secret/", change.ToJsonString())).ShouldSucceed();
        }

        var history = (await alice.GetAsync($"/secret/history/{secret.Id}/")).Json.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(20, history.Count);
        Assert.Equal("2026-11-23T19:12:46.181999Z", history[0].GetProperty("create_date").GetString());
        for (var version = 0; version < 20; version++)
        {
            Assert.Equal("alice@example.com", history[version].GetProperty("username").GetString());
            var old = await alice.GetAsync($"/history/{history[version].GetProperty("id")}/");
            Assert.Equal($"version {version}", secret.Open(old));
            Assert.Equal(version == 0 ? "" : $"user {version}", old["callback_user"]);
            Assert.Equal(version == 0 ? "" : $"password {version}", old["callback_pass"]);
        }
    }

    [Fact]
    public async Task Versions_are_in_their_order_also_when_the_clocks_of_servers_differ()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql);
        await using var ahead = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, server.Parts.Options.Database, ["--keys-file", server.KeysFile]);
        ahead.Clock.Advance(TimeSpan.FromSeconds(10));
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice), "version 0");
        for (var version = 1; version <= 6; version++)
            (await alice.At(version % 2 == 0 ? server : ahead).PostAsync("/secret/", secret.Change($"version {version}").ToJsonString()))
                .ShouldSucceed();

        var history = (await alice.GetAsync($"/secret/history/{secret.Id}/")).Json.GetProperty("history").EnumerateArray().ToList();

        for (var version = 0; version < 6; version++)
            Assert.Equal($"version {version}", secret.Open(await alice.GetAsync($"/history/{history[version].GetProperty("id")}/")));
    }

    [Theory, BothDatabases]
    public async Task A_version_has_the_documented_members(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var before = await alice.GetAsync($"/secret/{secret.Id}/");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await alice.PostAsync("/secret/", secret.Change("new").ToJsonString())).ShouldSucceed();

        var id = (await alice.GetAsync($"/secret/history/{secret.Id}/")).Json.GetProperty("history")[0].GetProperty("id").GetString();
        (await alice.GetAsync($"/history/{id}/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"create_date":"2026-11-23T19:12:47.181998+00:00","write_date":"2026-11-23T19:12:47.181998+00:00",
            "data":"{{before["data"]}}","data_nonce":"{{before["data_nonce"]}}","type":"password",
            "callback_url":"","callback_user":"","callback_pass":""}
            """);
    }
}
