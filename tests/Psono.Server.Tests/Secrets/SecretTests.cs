using System.Net;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

public sealed class SecretTests
{
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";
    private const string DuplicateNonce = """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""";
    private const string DuplicateLinkId = """{"error":"DuplicateLinkID","message":"Don't use a link id twice"}""";

    [Theory, BothDatabases]
    public async Task What_was_created_is_read_and_each_read_is_counted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var body = TestSecret.Body(await TestDatastore.CreateAsync(alice));
        body["callback_url"] = "https://example.com/hook";
        body["callback_user"] = "hook";
        body["callback_pass"] = "a pass word ü";
        var created = await alice.PutAsync("/secret/", body.ToJsonString());
        created.ShouldBe(HttpStatusCode.Created, $$"""{"secret_id":"{{created["secret_id"]}}"}""");

        for (var read = 1; read <= 3; read++)
        {
            (await alice.GetAsync($"/secret/{created["secret_id"]}/")).ShouldBe(
                HttpStatusCode.OK,
                $$"""
                {"create_date":"2026-11-23T19:12:46.181998+00:00","write_date":"2026-11-23T19:12:46.181998+00:00",
                "data":"{{body["data"]}}","data_nonce":"{{body["data_nonce"]}}","type":"password","read_count":{{read}},
                "callback_url":"https://example.com/hook","callback_user":"hook","callback_pass":"a pass word ü"}
                """);
        }
    }

    [Theory, BothDatabases]
    public async Task Callbacks_may_be_left_out(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);

        var created = await alice.PutAsync(
            "/secret/",
            $$"""{"data":"no hex: \"ü\"","data_nonce":"n","link_id":"{{Guid.NewGuid()}}","parent_datastore_id":"{{datastore}}"}""");
        var read = await alice.GetAsync($"/secret/{created["secret_id"]}/");
        Assert.Equal("no hex: \"ü\"", read["data"]);
        Assert.Equal("", read["callback_url"] + read["callback_user"] + read["callback_pass"]);
    }

    [Theory, BothDatabases]
    public async Task The_database_holds_no_callback_password(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        (await alice.PostAsync("/secret/", $$"""{"secret_id":"{{secret.Id}}","data_nonce":"1","callback_pass":"plain-1"}"""))
            .ShouldSucceed();
        (await alice.PostAsync("/secret/", $$"""{"secret_id":"{{secret.Id}}","data_nonce":"2","callback_pass":"plain-2"}"""))
            .ShouldSucceed();

        var stored = await server.State.Database.ReadAsync(db => db.QueryAsync(
            "select callback_pass from secrets union all select callback_pass from secret_history where callback_pass <> ''",
            row => row.GetString(0)));
        Assert.Equal(2, stored.Count);
        Assert.All(stored, text => Assert.Matches("^[0-9a-f]{94}$", text));
        Assert.Equal("plain-2", (await alice.GetAsync($"/secret/{secret.Id}/"))["callback_pass"]);
    }

    [Theory, BothDatabases]
    public async Task An_update_changes_only_what_it_names(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        (await alice.PostAsync(
            "/secret/", $$"""{"secret_id":"{{secret.Id}}","data_nonce":"1","callback_url":"u","callback_user":"n","callback_pass":"p"}"""))
            .ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(1));

        (await alice.PostAsync("/secret/", secret.Change("new").ToJsonString()))
            .ShouldBe(HttpStatusCode.OK, """{"success":"Data updated.","write_date":"2026-11-23T19:12:47.181998+00:00"}""");
        var read = await alice.GetAsync($"/secret/{secret.Id}/");
        Assert.Equal("new", secret.Open(read));
        Assert.Equal("u n p", $"{read["callback_url"]} {read["callback_user"]} {read["callback_pass"]}");
        Assert.Equal("2026-11-23T19:12:46.181998+00:00", read["create_date"]);
        Assert.Equal("2026-11-23T19:12:47.181998+00:00", read["write_date"]);

        (await alice.PostAsync(
            "/secret/", $$"""{"secret_id":"{{secret.Id}}","data_nonce":"2","callback_url":"","callback_user":"","callback_pass":""}"""))
            .ShouldSucceed();
        read = await alice.GetAsync($"/secret/{secret.Id}/");
        Assert.Equal("", read["callback_url"] + read["callback_user"] + read["callback_pass"]);
    }

    [Theory, BothDatabases]
    public async Task A_nonce_is_never_used_twice(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var datastore = await TestDatastore.CreateAsync(alice);
        var secret = await TestSecret.CreateAsync(alice, datastore);
        var change = secret.Change("new");
        (await alice.PostAsync("/secret/", change.ToJsonString())).ShouldSucceed();

        var again = TestSecret.Body(await TestDatastore.CreateAsync(bob));
        again["data_nonce"] = change["data_nonce"]!.GetValue<string>();
        (await bob.PutAsync("/secret/", again.ToJsonString())).ShouldBe(HttpStatusCode.BadRequest, DuplicateNonce);

        var other = await TestSecret.CreateAsync(alice, datastore);
        (await alice.PostAsync("/secret/", $$"""{"secret_id":"{{other.Id}}","data":"66","data_nonce":"{{change["data_nonce"]}}"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, DuplicateNonce);
        Assert.Equal(TestSecret.Content, other.Open(await alice.GetAsync($"/secret/{other.Id}/")));

        Assert.Equal(2, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(2, await TestSecret.CountRowsAsync(server, "secret_links"));
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Theory, BothDatabases]
    public async Task A_nonce_of_an_old_version_does_not_come_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var old = await alice.GetAsync($"/secret/{secret.Id}/");
        (await alice.PostAsync("/secret/", secret.Change("new").ToJsonString())).ShouldSucceed();

        (await alice.PostAsync(
            "/secret/", $$"""{"secret_id":"{{secret.Id}}","data":"{{old["data"]}}","data_nonce":"{{old["data_nonce"]}}"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, DuplicateNonce);
        Assert.Equal("new", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
        (await alice.PostAsync("/secret/", secret.Change("newer").ToJsonString())).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Only_the_first_update_may_keep_the_nonce(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var update = $$"""{"secret_id":"{{secret.Id}}","callback_user":"u"}""";

        (await alice.PostAsync("/secret/", update)).ShouldSucceed();
        (await alice.PostAsync("/secret/", update)).ShouldBe(HttpStatusCode.BadRequest, DuplicateNonce);
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secret_history"));
        (await alice.PostAsync("/secret/", secret.Change("new").ToJsonString())).ShouldBe(HttpStatusCode.BadRequest, DuplicateNonce);
    }

    [Theory, BothDatabases]
    public async Task A_link_id_is_never_used_twice(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var first = await TestSecret.CreateAsync(alice, datastore);

        var body = TestSecret.Body(datastore);
        body["link_id"] = first.LinkId.ToString();
        (await alice.PutAsync("/secret/", body.ToJsonString())).ShouldBe(HttpStatusCode.BadRequest, DuplicateLinkId);
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Theory, BothDatabases]
    public async Task A_new_secret_has_one_parent_of_the_users_own(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var own = await TestDatastore.CreateAsync(alice);

        (await alice.PutAsync("/secret/", TestSecret.Body().ToJsonString()))
            .ShouldRefuse("EITHER_PARENT_DATASTORE_OR_SHARE_NEED_TO_BE_DEFINED");
        var both = TestSecret.Body(own);
        both["parent_share_id"] = Guid.NewGuid().ToString();
        (await alice.PutAsync("/secret/", both.ToJsonString()))
            .ShouldRefuse("EITHER_PARENT_DATASTORE_OR_SHARE_NEED_TO_BE_DEFINED_NOT_BOTH");
        var missing = TestSecret.Body();
        missing["parent_datastore_id"] = null;
        (await alice.PutAsync("/secret/", missing.ToJsonString()))
            .ShouldBe(HttpStatusCode.BadRequest, """{"parent_datastore_id":["This field may not be null."]}""");

        foreach (var (member, parent) in new[] { ("parent_datastore_id", await TestDatastore.CreateAsync(bob)),
            ("parent_datastore_id", Guid.NewGuid()), ("parent_share_id", Guid.NewGuid()), ("parent_share_id", own) })
        {
            var body = TestSecret.Body();
            body[member] = parent.ToString();
            (await alice.PutAsync("/secret/", body.ToJsonString())).ShouldRefuse(NotExist);
        }

        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Theory, BothDatabases]
    public async Task Somebody_elses_secret_does_not_exist(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        await TestDatastore.CreateAsync(alice);
        var ofBob = await TestSecret.CreateAsync(bob, await TestDatastore.CreateAsync(bob));
        (await bob.PostAsync("/secret/", ofBob.Change("second").ToJsonString())).ShouldSucceed();
        var version = (await bob.GetAsync($"/secret/history/{ofBob.Id}/")).Json.GetProperty("history")[0].GetProperty("id").GetGuid();

        foreach (var id in new[] { ofBob.Id, Guid.NewGuid() })
        {
            (await alice.GetAsync($"/secret/{id}/")).ShouldRefuse(NotExist);
            (await alice.PostAsync("/secret/", $$"""{"secret_id":"{{id}}","data":"66","data_nonce":"66"}""")).ShouldRefuse(NotExist);
            (await alice.PostAsync(
                "/secret/", $$"""{"secret_id":"{{id}}","data":"66","data_nonce":"66","old_write_date":"2020-01-01T00:00:00Z"}"""))
                .ShouldRefuse(NotExist);
            (await alice.GetAsync($"/secret/history/{id}/")).ShouldRefuse(NotExist);
        }

        foreach (var id in new[] { version, Guid.NewGuid() })
            (await alice.GetAsync($"/history/{id}/")).ShouldRefuse(NotExist);

        var read = await bob.GetAsync($"/secret/{ofBob.Id}/");
        Assert.Equal("second", ofBob.Open(read));
        Assert.Equal("1", read["read_count"]);
    }

    [Theory, BothDatabases]
    public async Task An_old_version_is_not_overwritten(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        var read = (await alice.GetAsync($"/secret/{secret.Id}/"))["write_date"];

        var first = secret.Change("first");
        first["old_write_date"] = read;
        var written = await alice.PostAsync("/secret/", first.ToJsonString());
        written.ShouldSucceed();
        var second = secret.Change("second");
        second["old_write_date"] = read;
        (await alice.PostAsync("/secret/", second.ToJsonString())).ShouldRefuse("WRITE_DATE_MISMATCH");

        Assert.Equal("first", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secret_history"));
        second["old_write_date"] = written["write_date"];
        (await alice.PostAsync("/secret/", second.ToJsonString())).ShouldSucceed();
    }

    [Fact]
    public async Task Ids_and_methods_are_checked()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");

        (await alice.GetAsync("/secret/")).ShouldRefuse("SECRET_ID_NOT_PROVIDED");
        (await alice.GetAsync("/secret/nonsense/")).ShouldRefuse("SECRET_ID_MALFORMED");
        (await alice.GetAsync("/secret/history/nonsense/")).ShouldRefuse("SECRET_ID_BADLY_FORMED");
        (await alice.GetAsync("/history/nonsense/")).ShouldRefuse("SECRET_HISTORY_ID_BADLY_FORMED");
        (await alice.DeleteAsync("/secret/", "{}")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
        (await alice.PutAsync(
            "/secret/",
            $$"""
            {"data":"","data_nonce":"{{new string('0', 65)}}","callback_url":"{{new string('u', 2049)}}",
            "callback_user":"{{new string('u', 129)}}","callback_pass":"{{new string('p', 129)}}"}
            """)).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"link_id":["This field is required."],"data":["This field may not be blank."],
            "data_nonce":["Ensure this field has no more than 64 characters."],
            "callback_url":["Ensure this field has no more than 2048 characters."],
            "callback_user":["Ensure this field has no more than 128 characters."],
            "callback_pass":["Ensure this field has no more than 128 characters."]}
            """);
        (await alice.PostAsync("/secret/", """{"data":null}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"secret_id":["This field is required."],"data":["This field may not be null."]}""");
    }

    [Theory, BothDatabases]
    public async Task A_secret_may_be_megabytes_long(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var content = new string('x', 3 << 20);
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice), content);
        Assert.Equal(content, secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
    }
}
