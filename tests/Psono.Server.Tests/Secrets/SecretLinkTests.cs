using System.Net;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

public sealed class SecretLinkTests
{
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";

    [Theory, BothDatabases]
    public async Task A_link_moves_between_own_datastores(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, second) = await StartAsync(server);
        var one = await TestSecret.CreateAsync(alice, first);
        var two = await TestSecret.CreateAsync(alice, first);
        var three = await TestSecret.CreateAsync(alice, first);

        (await alice.PostAsync("/secret/link/", $$"""{"link_id":"{{one.LinkId}}","new_parent_datastore_id":"{{second}}"}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");
        (await alice.PostAsync(
            "/bulk-secret/link/", $$"""{"link_ids":["{{two.LinkId}}","{{Guid.NewGuid()}}"],"new_parent_datastore_id":"{{second}}"}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");

        Assert.Equal(new[] { one.LinkId, two.LinkId }.Order(), await LinksAsync(server, second));
        Assert.Equal([three.LinkId], await LinksAsync(server, first));
        (await alice.GetAsync($"/secret/{one.Id}/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Only_own_links_move_and_only_to_own_datastores(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, second) = await StartAsync(server);
        var (bob, ofBob, _) = await StartAsync(server, "bob");
        var own = await TestSecret.CreateAsync(alice, first);
        var foreign = await TestSecret.CreateAsync(bob, ofBob);

        foreach (var (link, parent) in new[] { (own.LinkId, ofBob), (own.LinkId, Guid.NewGuid()), (foreign.LinkId, second),
            (Guid.NewGuid(), second) })
        {
            (await alice.PostAsync("/secret/link/", $$"""{"link_id":"{{link}}","new_parent_datastore_id":"{{parent}}"}"""))
                .ShouldRefuse(NotExist);
            (await alice.PostAsync("/bulk-secret/link/", $$"""{"link_ids":["{{link}}"],"new_parent_datastore_id":"{{parent}}"}"""))
                .ShouldRefuse(NotExist);
            (await alice.PostAsync("/secret/link/", $$"""{"link_id":"{{link}}","new_parent_share_id":"{{parent}}"}"""))
                .ShouldRefuse(NotExist);
        }

        (await alice.PostAsync(
            "/bulk-secret/link/", $$"""{"link_ids":["{{own.LinkId}}","{{foreign.LinkId}}"],"new_parent_datastore_id":"{{second}}"}"""))
            .ShouldRefuse(NotExist);
        Assert.Equal([own.LinkId], await LinksAsync(server, first));
        Assert.Equal([foreign.LinkId], await LinksAsync(server, ofBob));
    }

    [Theory, BothDatabases]
    public async Task Own_links_are_listed_unless_the_client_knows_them(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, second) = await StartAsync(server);
        var (bob, ofBob, _) = await StartAsync(server, "bob");
        var foreign = await TestSecret.CreateAsync(bob, ofBob);
        var one = await TestSecret.CreateAsync(alice, first);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var two = await TestSecret.CreateAsync(alice, second);
        var (all, expected) = (SecretSet.DigestOf([two.Id, one.Id]), $$"""
            {"links":[{"link_id":"{{one.LinkId}}","secret_id":"{{one.Id}}","create_date":"2026-11-23T19:12:46.181998+00:00"},
            {"link_id":"{{two.LinkId}}","secret_id":"{{two.Id}}","create_date":"2026-11-23T19:12:47.181998+00:00"}]}
            """);

        (await alice.GetAsync("/secret/link/")).ShouldBe(HttpStatusCode.OK, expected);
        (await alice.GetAsync($"/secret/link/?digest={SecretSet.DigestOf([one.Id])}")).ShouldBe(HttpStatusCode.OK, expected);
        (await alice.GetAsync($"/secret/link/?digest={SecretSet.DigestOf([foreign.Id, two.Id, one.Id])}"))
            .ShouldBe(HttpStatusCode.OK, expected);
        (await alice.GetAsync($"/secret/link/?digest={all}")).ShouldBe(HttpStatusCode.OK, """{"links":[]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/secret/link/")).Status);
    }

    [Theory, BothDatabases]
    public async Task With_its_last_link_goes_a_secret_and_everything_about_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, second) = await StartAsync(server);
        var one = await TestSecret.CreateAsync(alice, first);
        var two = await TestSecret.CreateAsync(alice, first);
        (await alice.PostAsync("/secret/", one.Change("new").ToJsonString())).ShouldSucceed();
        await two.LinkAsync(server, second);

        (await alice.DeleteAsync("/secret/link/", $$"""{"link_id":"{{one.LinkId}}","log_audit_title":""}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");
        (await alice.DeleteAsync("/secret/link/", $$"""{"link_id":"{{two.LinkId}}"}""")).ShouldBe(HttpStatusCode.OK, "{}");

        (await alice.GetAsync($"/secret/{one.Id}/")).ShouldRefuse(NotExist);
        (await alice.GetAsync($"/secret/{two.Id}/")).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Theory, BothDatabases]
    public async Task Many_links_are_deleted_all_or_none(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, first, _) = await StartAsync(server);
        var (bob, ofBob, _) = await StartAsync(server, "bob");
        var one = await TestSecret.CreateAsync(alice, first);
        var two = await TestSecret.CreateAsync(alice, first);
        var foreign = await TestSecret.CreateAsync(bob, ofBob);

        (await alice.DeleteAsync("/bulk-secret/link/", Ids(one.LinkId, foreign.LinkId))).ShouldRefuse(NotExist);
        (await alice.DeleteAsync("/bulk-secret/link/", Ids(Guid.NewGuid()))).ShouldRefuse(NotExist);
        (await alice.DeleteAsync("/secret/link/", $$"""{"link_id":"{{foreign.LinkId}}"}""")).ShouldRefuse(NotExist);
        Assert.Equal(3, await TestSecret.CountRowsAsync(server, "secrets"));

        (await alice.DeleteAsync("/bulk-secret/link/", Ids(one.LinkId, two.LinkId, Guid.NewGuid()))).ShouldBe(HttpStatusCode.OK, "{}");
        Assert.Equal([], await LinksAsync(server, first));
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Fact]
    public async Task Fields_and_methods_are_checked()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var (alice, first, _) = await StartAsync(server);

        (await alice.PostAsync("/secret/link/", $$"""{"link_id":"{{Guid.NewGuid()}}"}""")).ShouldRefuse("NO_PARENT_PROVIDED");
        (await alice.PostAsync("/bulk-secret/link/", Ids(Guid.NewGuid()))).ShouldRefuse("NO_PARENT_PROVIDED");
        (await alice.PostAsync("/bulk-secret/link/", $$"""{"link_ids":[],"new_parent_datastore_id":"{{first}}"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, """{"link_ids":["This list may not be empty."]}""");
        (await alice.DeleteAsync("/secret/link/", "{}")).ShouldBe(HttpStatusCode.BadRequest, """{"link_id":["This field is required."]}""");
        foreach (var path in new[] { "/secret/link/", "/bulk-secret/link/" })
            (await alice.PutAsync(path, "{}")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
        (await alice.GetAsync("/bulk-secret/link/")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
    }

    private static async Task<(TestSession, Guid, Guid)> StartAsync(TestServer server, string name = "alice")
    {
        var session = await server.RegisterAndLogInAsync(name);
        return (session, await TestDatastore.CreateAsync(session), await TestDatastore.CreateAsync(session, "second", isDefault: false));
    }

    private static Task<List<Guid>> LinksAsync(TestServer server, Guid datastore) => server.State.Database.ReadAsync(db => db.QueryAsync(
        "select link_id from secret_links where parent_datastore_id = @id order by link_id", row => row.GetGuid(0), ("@id", datastore)));

    private static string Ids(params Guid[] ids) => $$"""{"link_ids":[{{string.Join(",", ids.Select(id => $"\"{id}\""))}}]}""";
}
