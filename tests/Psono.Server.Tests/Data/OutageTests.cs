using System.Diagnostics;
using System.Net;
using Psono.Server.Data;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Data;

/// <summary>What requests get while the database is away. Protocol part 5, section 13.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Requests_wait_for_a_database_that_comes_back()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, gate.ConnectionString, []);
        var session = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(session);

        gate.Close();
        var read = session.GetAsync("/datastore/");
        var write = session.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString());
        var open = server.GetAsync("/info/");
        await Task.Delay(300);
        gate.Open();

        (await read).ShouldSucceed();
        (await write).ShouldSucceed();
        (await open).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Fact]
    public async Task Requests_that_waited_too_long_are_told_when_to_come_again_and_nobody_is_logged_out()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, gate.ConnectionString, []);
        var session = await server.RegisterAndLogInAsync("alice");
        var log = new LogLines();
        server.State.Database.Outage.Logger = log;
        server.State.Database.Outage.Patience = TimeSpan.FromSeconds(1);

        gate.Close();
        var started = Stopwatch.GetTimestamp();
        var inSession = await Task.WhenAll(
            session.GetAsync("/datastore/"), session.PutAsync("/secret/", TestSecret.Body(Guid.NewGuid()).ToJsonString()));
        var open = await server.PostAsync("/authentication/prelogin/", """{"username":"alice@example.com"}""");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.9, 30);

        Assert.All(inSession, answer => Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, open.Status);
        Assert.All([.. inSession, open], answer => Assert.Equal("5", answer.Headers["Retry-After"]));
        Assert.All([.. inSession, open], answer => Assert.Equal("none", answer.Headers["Psono-Net-Outcome"]));

        gate.Open();
        (await session.GetAsync("/datastore/")).ShouldSucceed();
        Assert.Collection(
            log,
            line => Assert.StartsWith("Warning: The database is unavailable (", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Information: The database is back after ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_tell_a_dead_process_from_a_database_that_is_away()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, gate.ConnectionString, []);
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
            (await StatusAsync("/healthcheck/live"), await StatusAsync("/healthcheck/ready/"), await StatusAsync("/healthcheck/")));

        gate.Close();
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadRequest),
            (await StatusAsync("/healthcheck/live/"), await StatusAsync("/healthcheck/ready"), await StatusAsync("/healthcheck/")));

        async Task<HttpStatusCode> StatusAsync(string path) => (await server.GetAsync(path)).Status;
    }

    [Theory]
    [InlineData("--maintenance-active"), InlineData("--disabled")]
    public async Task A_process_lives_while_it_is_switched_off(string option)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, option, "true");
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/healthcheck/live")).Status);
        Assert.Equal(HttpStatusCode.Locked, (await server.GetAsync("/healthcheck/ready")).Status);
    }

    [Fact]
    public async Task A_change_whose_confirmation_was_lost_is_stored_once()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var database = await OpenAsync(gate);

        gate.CutOnceAt((fromServer, bytes) => fromServer && bytes.Span.IndexOf("COMMIT\0"u8) >= 0);
        Assert.Equal(1, await database.WriteAsync(db => InsertAsync(db, 1)));
        Assert.Equal([1], await NumbersAsync(database));
    }

    [Fact]
    public async Task A_change_whose_commit_did_not_arrive_is_stored_once()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var database = await OpenAsync(gate);
        var isFirst = true;

        Assert.Equal(1, await database.WriteAsync(async db =>
        {
            var rows = await InsertAsync(db, 1);
            if (isFirst)
                gate.CutOnceAt((fromServer, _) => !fromServer);
            isFirst = false;
            return rows;
        }));
        Assert.Equal([1], await NumbersAsync(database));
    }

    [Fact]
    public async Task A_change_of_which_nobody_can_tell_is_told_as_such()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, gate.ConnectionString, []);
        var session = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(session);

        server.State.Database.Outage.Patience = TimeSpan.FromSeconds(1);
        gate.CutOnceAt((fromServer, bytes) =>
        {
            var cuts = fromServer && bytes.Span.IndexOf("COMMIT\0"u8) >= 0;
            if (cuts)
                gate.Close();
            return cuts;
        });
        var answer = await session.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString());

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Status);
        Assert.True(answer.WasSealed);
        Assert.Equal(("5", "unknown"), (answer.Headers["Retry-After"], answer.Headers["Psono-Net-Outcome"]));
        gate.Open();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Fact]
    public async Task Marks_of_changes_do_not_stay()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql, "create table numbers (n bigint)");
        await database.WriteAsync(db => InsertAsync(db, 1));
        await database.WriteAsync(db => db.ExecuteAsync("update write_marks set create_date = create_date - 660000000"));
        await database.TidyAsync();
        Assert.Equal(1, await database.ReadAsync(db => db.FirstAsync("select count(*) from write_marks", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task Not_everybody_may_wait()
    {
        var isOver = new TaskCompletionSource();
        var outage = new Outage(() => isOver.Task) { Patience = TimeSpan.FromDays(1) };
        var failing = true;
        var waiting = Enumerable.Range(0, Outage.MostWaiting).Select(_ => outage.RideOutAsync(AttemptAsync, isWrite: false)).ToList();

        await Assert.ThrowsAsync<DatabaseAwayException>(
            () => outage.RideOutAsync(AttemptAsync, isWrite: false).WaitAsync(TimeSpan.FromSeconds(30)));
        failing = false;
        isOver.SetResult();
        Assert.All(await Task.WhenAll(waiting), Assert.True);

        Task<bool> AttemptAsync() =>
            failing ? throw DatabaseAwayException.From(new Npgsql.NpgsqlException("away"))! : Task.FromResult(true);
    }

    [Fact]
    public async Task Who_was_overtaken_before_it_could_see_it_begins_anew()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql, "create table numbers (n bigint unique)");
        var log = new LogLines();
        database.Outage.Logger = log;
        var (hasInserted, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = database.WriteAsync(async db =>
        {
            await InsertAsync(db, 1);
            hasInserted.TrySetResult();
            await goOn.Task;
            return 0;
        });
        await hasInserted.Task;

        // It does not see the other's number, waits for its commit, and is refused.
        var second = database.WriteAsync(async db =>
            !await db.ExistsAsync("select 1 from numbers where n = 1") && await InsertAsync(db, 1) == 1);
        await Task.Delay(300);
        goOn.SetResult();
        await first;

        Assert.False(await second);
        Assert.Empty(log);
    }

    [Theory]
    [InlineData("secret_history_data_nonce_key", 30, 30)]
    [InlineData("users_email_hash_key", 30, 3)]
    public async Task Who_was_overtaken_tries_until_it_is_its_turn_and_what_is_taken_stays_taken(string constraint, int failures, int runs)
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql);
        var log = new LogLines();
        database.Outage.Logger = log;
        var violation = UniqueViolationException.From(
            new Npgsql.PostgresException("taken", "ERROR", "ERROR", "23505", constraintName: constraint))!;
        var count = 0;

        var write = database.WriteAsync(_ => ++count < failures ? throw violation : Task.FromResult(count));
        if (runs == failures)
            Assert.Equal(runs, await write);
        else
            Assert.Same(violation, await Assert.ThrowsAsync<UniqueViolationException>(() => write));
        Assert.Equal(runs, count);
        Assert.Empty(log);
    }

    [Theory]
    [InlineData("55P03"), InlineData("25P03"), InlineData("57014"), InlineData("53300"), InlineData("40001"), InlineData("25006")]
    [InlineData("0A000")]
    public void What_may_pass_is_no_fault_of_the_program(string state)
    {
        var away = DatabaseAwayException.From(new Npgsql.PostgresException("no", "ERROR", "ERROR", state, detail: "a detail"));
        Assert.True(away!.MayPass);
        Assert.Equal($"{state}: no", away.Message);
    }

    [Fact]
    public async Task A_full_disk_refuses_changes_and_goes_on_reading()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(session);
        var log = new LogLines();
        server.State.Database.Outage.Logger = log;
        var body = TestSecret.Body(datastore, content: new string('x', 100_000)).ToJsonString();

        await LimitAsync("max_page_count = 1");
        var refused = await session.PutAsync("/secret/", body);
        Assert.Equal((HttpStatusCode.InsufficientStorage, true), (refused.Status, refused.WasSealed));
        Assert.Equal("The server's disk is full. Nothing was changed.", refused["detail"]);
        (await session.GetAsync("/datastore/")).ShouldSucceed();
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/healthcheck/ready")).Status);

        // A change that is small enough succeeds, and does not mean that all is well.
        await KeysOfDatabase.TouchAsync(server.State.Database);
        (await server.GetAsync("/healthcheck/")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"db_read":{"healthy":true},"db_sync":{"healthy":true},"db_write":{"healthy":false},"time_sync":{"healthy":true},
            "_info":{"ip":"127.0.0.1"}}
            """);

        await LimitAsync("max_page_count = 1000000");
        server.State.Database.Outage.Patience = TimeSpan.Zero;
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/healthcheck/")).Status);
        (await session.PutAsync("/secret/", body)).ShouldSucceed();
        Assert.Equal(
            [
                "Error: The disk of the database is full: writes are refused, reads go on",
                "Information: The disk of the database has room again",
            ],
            log);

        Task<int> LimitAsync(string pragma) => server.State.Database.WriteAsync(db => db.ExecuteAsync("pragma " + pragma));
    }

    private static async Task<Database> OpenAsync(PostgresGate gate)
    {
        var database = await Database.OpenAsync(gate.ConnectionString, "/nowhere");
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint)"));
        return database;
    }

    private static Task<int> InsertAsync(DbScope db, long n) => db.ExecuteAsync("insert into numbers values (@n)", ("@n", n));

    private static Task<List<long>> NumbersAsync(Database database) =>
        database.ReadAsync(db => db.QueryAsync("select n from numbers", row => row.GetInt64(0)));
}
