using Psono.Client;
using Psono.Client.ApiKeys.Caching;

namespace Psono.Tests.Client;

/// <summary>A server that goes back in time is noticed by who has seen the future.</summary>
public sealed class RollbackTests : IDisposable
{
    private readonly CachingClient _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(true, null), InlineData(false, null)]
    [InlineData(true, 7), InlineData(false, 7)]
    [InlineData(true, 1), InlineData(false, 1)]
    public async Task An_older_version_is_refused_whatever_date_it_is_given(bool bulk, int? asVersion)
    {
        await using var server = new ApiKeyServer(bulk, """{"note_title":"old"}""");
        await _client.ReadAsync(server);
        var goBack = server.Secrets[0].Remember();
        server.Secrets[0].Change("""{"note_title":"new"}""");
        await _client.ReadAsync(server);
        goBack(asVersion);

        foreach (var offline in new[] { OfflineMode.Fallback, OfflineMode.Never })
        {
            // A stock server that gives old content the date of the new is not even asked for it.
            if (!bulk && asVersion == 1)
                Assert.Equal(["""{"note_title":"new"}"""], await _client.ReadAsync(server, offline));
            else
                Assert.Equal(PsonoFailure.Rollback, (await _client.FailAsync(server, offline)).Failure);
        }

        Assert.Equal(["""{"note_title":"new"}"""], await _client.ReadAsync(server, OfflineMode.Only));
        using var client = _client.Connect(server);
        var update = await Assert.ThrowsAsync<PsonoApiException>(
            () => client.UpdateAsync(ApiKeyServer.IdOf(0), _ => true));
        Assert.Equal(PsonoFailure.Rollback, update.Failure);
    }

    [Fact]
    public async Task An_older_version_is_noticed_however_it_is_spelled()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"old"}""");
        await _client.ReadAsync(server);
        var goBack = server.Secrets[0].Remember(inUpperCase: true);
        server.Secrets[0].Change("""{"note_title":"new"}""");
        await _client.ReadAsync(server);
        goBack(7);
        Assert.Equal(PsonoFailure.Rollback, (await _client.FailAsync(server)).Failure);
    }

    [Fact]
    public async Task A_version_that_was_never_seen_is_refused_for_its_older_date()
    {
        await using var server = new ApiKeyServer(bulk: true, "{}");
        var goBack = server.Secrets[0].Remember();
        server.Secrets[0].Change("""{"note_title":"new"}""");
        await _client.ReadAsync(server);
        goBack(null);
        Assert.Equal(PsonoFailure.Rollback, (await _client.FailAsync(server)).Failure);
    }

    [Fact]
    public async Task What_was_taken_away_does_not_come_back_older()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"a"}""", """{"note_title":"b"}""");
        await _client.ReadAsync(server);
        var secret = server.Secrets[1];
        var goBack = secret.Remember();
        secret.Change("""{"note_title":"new"}""");
        await _client.ReadAsync(server);

        server.Secrets.Remove(secret);
        Assert.Single(await _client.ReadAsync(server));
        goBack(null);
        server.Secrets.Add(secret);
        Assert.Equal(PsonoFailure.Rollback, (await _client.FailAsync(server)).Failure);
    }

    [Fact]
    public async Task The_same_version_granted_anew_is_no_rollback()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"a"}""");
        await _client.ReadAsync(server);
        var secret = Assert.Single(server.Secrets);
        server.Secrets.Clear();
        Assert.Empty(await _client.ReadAsync(server));
        server.Secrets.Add(secret);
        Assert.Equal(["""{"note_title":"a"}"""], await _client.ReadAsync(server));
    }

    [Fact]
    public async Task What_another_process_has_seen_counts()
    {
        await using var server = new ApiKeyServer(bulk: false, """{"note_title":"old"}""");
        await _client.ReadAsync(server);
        var goBack = server.Secrets[0].Remember();

        // While this one waits for its answer, another one reads a newer version and ends first.
        server.Before = async _ =>
        {
            server.Before = _ => Task.CompletedTask;
            server.Secrets[0].Change("""{"note_title":"new"}""");
            await _client.ReadAsync(server);
            goBack(null);
        };
        _client.Time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(["""{"note_title":"old"}"""], await _client.ReadAsync(server));
        Assert.Equal(PsonoFailure.Rollback, (await _client.FailAsync(server)).Failure);
        Assert.Equal(["""{"note_title":"new"}"""], await _client.ReadAsync(server, OfflineMode.Only));
    }
}
