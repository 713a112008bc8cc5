using System.Net;
using Psono.Client;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>What a network that fails in the middle leaves behind.</summary>
public sealed class FaultTests
{
    [Theory, BothDatabases]
    public async Task A_secret_whose_entry_could_not_be_saved_is_taken_back(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        await (await world.OpenAsync()).Datastore.ReadAsync();
        var client = await world.OpenAsync(new FaultyNetwork("POST datastore/"));

        await Assert.ThrowsAsync<PsonoApiException>(() => client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []));

        Assert.Empty((await client.Datastore.ReadAsync()).Items);
        Assert.Equal(0, await CountLinksAsync(world));
    }

    [Theory, BothDatabases]
    public async Task A_secret_whose_creation_was_cancelled_is_taken_back(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        using var cancellation = new CancellationTokenSource();
        var client = await world.OpenAsync(new FaultyNetwork("POST datastore/") { Meanwhile = cancellation.Cancel });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), [], cancellation.Token));

        Assert.Empty((await client.Datastore.ReadAsync()).Items);
        Assert.Equal(0, await CountLinksAsync(world));
    }

    [Theory, BothDatabases]
    public async Task A_secret_whose_creation_was_not_confirmed_is_taken_back(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync(new FaultyNetwork("PUT secret/") { LosesAnswer = true });

        await Assert.ThrowsAsync<PsonoApiException>(() => client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []));

        Assert.Empty((await client.Datastore.ReadAsync()).Items);
        Assert.Equal(0, await CountLinksAsync(world));
    }

    [Theory, BothDatabases]
    public async Task An_entry_that_was_saved_without_an_answer_is_there(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync(new FaultyNetwork("POST datastore/") { LosesAnswer = true });

        var id = await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);

        Assert.Equal(id, Assert.Single((await client.Datastore.ReadAsync()).Items).SecretId);
        Assert.Equal(1, await CountLinksAsync(world));
    }

    [Theory, BothDatabases]
    public async Task A_secret_that_could_not_be_taken_back_is_named(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        await (await world.OpenAsync()).Datastore.ReadAsync();
        var client = await world.OpenAsync(new FaultyNetwork("POST datastore/", "DELETE secret/link/"));

        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []));

        Assert.Contains("may be left on the server", failure.Message, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_deletion_that_was_cut_short_can_be_repeated(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        var item = Assert.Single((await client.Datastore.ReadAsync()).Items);
        var faulty = await world.OpenAsync(new FaultyNetwork("POST datastore/"));

        await Assert.ThrowsAsync<PsonoApiException>(() => faulty.Secrets.DeleteAsync(item));
        Assert.Single((await client.Datastore.ReadAsync()).Items);
        await client.Secrets.DeleteAsync(item);

        Assert.Empty((await client.Datastore.ReadAsync()).Items);
        Assert.Equal(0, await CountLinksAsync(world));
    }

    [Fact]
    public async Task An_answer_that_is_not_sealed_is_not_believed()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var answers = new (HttpStatusCode Status, string Body, PsonoFailure Failure)[]
        {
            (HttpStatusCode.OK, """{"datastores":[]}""", PsonoFailure.NotAuthentic),
            (HttpStatusCode.OK, """{"text":"00","nonce":"00"}""", PsonoFailure.NotAuthentic),
            (HttpStatusCode.OK, "<html>", PsonoFailure.NotAuthentic),
            (HttpStatusCode.BadRequest, """{"non_field_errors":["WRITE_DATE_MISMATCH"]}""", PsonoFailure.Refused),
            (HttpStatusCode.Forbidden, "<html>", PsonoFailure.Refused),
            (HttpStatusCode.NotFound, "<html>", PsonoFailure.UnexpectedAnswer),
            (HttpStatusCode.BadGateway, "<html>", PsonoFailure.ServerError),
            (HttpStatusCode.Unauthorized, """{"detail":"x"}""", PsonoFailure.SessionEnded),
        };
        foreach (var (status, body, expected) in answers)
        {
            var client = await world.OpenAsync(new FaultyNetwork("GET datastore/") { Answers = (status, body) });

            var failure = await Assert.ThrowsAsync<PsonoApiException>(() => client.Datastore.ReadAsync());
            Assert.Equal((expected, null), (failure.Failure, failure.ServerCode));
        }
    }

    private static Task<long> CountLinksAsync(VaultWorld world) => world.Server.State.Database.ReadAsync(
        db => db.FirstAsync("select count(*) from secret_links", row => row.GetInt64(0)));
}
