using System.Text;
using Psono.Client;
using Psono.Client.ApiKeys.Caching;

namespace Psono.Tests.Client;

/// <summary>When the cache stands in for the server, and when it must not.</summary>
public sealed class OfflineTests : IDisposable
{
    private static readonly string[] Two = ["""{"note_title":"a"}""", """{"note_title":"b"}"""];

    private readonly CachingClient _client = new();

    public static TheoryData<string, string, int, bool> Answers { get; } = new()
    {
        { "the server is too busy", "{}", 429, true },
        { "the server failed", "{}", 500, true },
        { "the proxy found no server", "<html>", 502, true },
        { "the server is in maintenance", "<html>", 503, true },
        { "the key was revoked", """{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""", 400, false },
        { "the key was forbidden", """{"detail":"Permission denied"}""", 403, false },
        { "a firewall refused", "<html>", 403, false },
        { "there is another server", "<html>", 404, false },
        { "a portal stands in the way", "<html>", 200, false },
        { "the answer has another form", "{}", 200, false },
    };

    public void Dispose() => _client.Dispose();

    [Theory, MemberData(nameof(Answers))]
    public async Task Only_what_says_nothing_about_rights_makes_the_cache_stand_in(string what, string body, int status, bool fallsBack)
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        await _client.ReadAsync(server);
        server.Fault = _ => Reply.Text(body, "text/html", status);
        if (fallsBack)
        {
            Assert.Equal(Two, await _client.ReadAsync(server));
            Assert.Contains("confirmed at 2026-01-01 00:00Z", Assert.Single(_client.Warnings), StringComparison.Ordinal);
            await _client.FailAsync(server, OfflineMode.Never);
        }
        else
        {
            Assert.True((await _client.FailAsync(server)).Failure is PsonoFailure.Refused or PsonoFailure.UnexpectedAnswer, what);
            Assert.Empty(_client.Warnings);
        }
    }

    [Theory]
    [InlineData(OfflineMode.Never), InlineData(OfflineMode.Only)]
    public async Task What_a_server_could_have_swapped_is_not_taken_from_the_cache_either(OfflineMode offline)
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        server.Unbind(1);
        await _client.ReadAsync(server);
        using var client = _client.Connect(server, offline);
        Assert.Equal([true, false], (await client.ReadManyAsync()).Select(secret => secret.IsBound));
        client.RequireBoundGrants = true;

        Assert.Equal(PsonoFailure.Unbound, (await Assert.ThrowsAsync<PsonoApiException>(() => client.ReadManyAsync())).Failure);
        (await client.ReadAsync(ApiKeyServer.IdOf(0))).Dispose();
    }

    [Fact]
    public async Task A_server_that_is_gone_is_stood_in_for()
    {
        using var port = new ClosedPort();
        var server = new ApiKeyServer(bulk: false, port, Two);
        var url = server.Http.Url;
        await _client.ReadAsync(server);
        await server.DisposeAsync();
        Assert.Equal(Two, await _client.ReadAsync(server, url: url));
        Assert.Equal([Two[1]], await _client.ReadAsync(server, url: url, ids: ApiKeyServer.IdOf(1)));
        using var client = _client.Connect(server, url: url);
        using var secret = await client.ReadAsync(ApiKeyServer.IdOf(0));
        Assert.Equal(Two[0], Encoding.UTF8.GetString(secret.Utf8.Span));
        Assert.Equal(3, _client.Warnings.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_gives_all_old_secrets_or_all_new_ones()
    {
        await using var server = new ApiKeyServer(bulk: false, Two);
        await _client.ReadAsync(server);
        server.Secrets.ForEach(secret => secret.Change("""{"note_title":"new"}"""));
        server.Fault = request => request.Text.Contains($"{ApiKeyServer.IdOf(1)}", StringComparison.Ordinal) ? Reply.Silence : null;
        Assert.Equal(Two, await _client.ReadAsync(server));
    }

    [Fact]
    public async Task Offline_no_request_is_made_and_nothing_can_be_changed()
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        await _client.ReadAsync(server);
        server.Http.Requests.Clear();
        Assert.Equal(Two, await _client.ReadAsync(server, OfflineMode.Only));
        using var client = _client.Connect(server, OfflineMode.Only);
        var change = await Assert.ThrowsAsync<PsonoApiException>(
            () => client.UpdateAsync(ApiKeyServer.IdOf(0), _ => true));
        var inspect = await Assert.ThrowsAsync<PsonoApiException>(() => client.InspectAsync());
        Assert.Equal((PsonoFailure.Offline, PsonoFailure.Offline), (change.Failure, inspect.Failure));
        Assert.Empty(server.Http.Requests);
        Assert.Empty(_client.Warnings);
    }

    [Fact]
    public async Task What_is_not_there_is_not_made_up()
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
        await _client.ReadAsync(server, ids: ApiKeyServer.IdOf(0));
        Assert.Contains(
            $"{ApiKeyServer.IdOf(1)}",
            (await _client.FailAsync(server, OfflineMode.Only, ids: [ApiKeyServer.IdOf(0), ApiKeyServer.IdOf(1)])).Message,
            StringComparison.Ordinal);
        Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only)).Failure);

        server.Fault = _ => Reply.Silence;
        var failure = await _client.FailAsync(server);
        Assert.Equal(PsonoFailure.Unreachable, failure.Failure);
        Assert.Contains("the cache does not have all secrets", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(59, true), InlineData(61, false), InlineData(-4, true), InlineData(-6, false)]
    public async Task What_is_too_old_or_from_the_future_does_not_stand_in(int minutes, bool standsIn)
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        await _client.ReadAsync(server);
        _client.Time.Now += TimeSpan.FromMinutes(minutes);
        if (standsIn)
            Assert.Equal(Two, await _client.ReadAsync(server, OfflineMode.Only));
        else
            Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task The_age_counts_from_the_last_time_the_server_confirmed(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Two);
        await _client.ReadAsync(server);
        _client.Time.Now += TimeSpan.FromMinutes(50);
        await _client.ReadAsync(server);
        _client.Time.Now += TimeSpan.FromMinutes(50);
        Assert.Equal(Two, await _client.ReadAsync(server, OfflineMode.Only));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_key_that_the_server_refused_is_refused_offline_too(bool mayRead)
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        await _client.ReadAsync(server);
        if (mayRead)
            server.Fault = _ => Reply.Json("""{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""", 400);
        else
            server.MayRead = false;
        Assert.Equal(PsonoFailure.Refused, (await _client.FailAsync(server)).Failure);
        server.Fault = _ => Reply.Silence;
        Assert.Equal(PsonoFailure.Unreachable, (await _client.FailAsync(server)).Failure);
        Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
    }

    [Theory]
    [InlineData("non_field_errors", false), InlineData("<html>Bad Request</html>", true), InlineData("", true)]
    public async Task A_stock_server_takes_a_key_away_without_saying_why_and_a_proxy_does_not(string body, bool isKept)
    {
        await using var server = new ApiKeyServer(bulk: false, Two);
        await _client.ReadAsync(server);
        server.Fault = _ => Reply.Text(body, "text/html", 400);
        Assert.Equal("NO_PERMISSION_OR_NOT_EXIST", (await _client.FailAsync(server)).ServerCode);
        if (isKept)
            Assert.Equal(Two, await _client.ReadAsync(server, OfflineMode.Only));
        else
            Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_secret_that_was_taken_away_is_gone_offline_too(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Two);
        await _client.ReadAsync(server);
        server.Secrets.RemoveAt(1);
        Assert.Equal(PsonoFailure.Refused, (await _client.FailAsync(server, ids: ApiKeyServer.IdOf(1))).Failure);
        Assert.Equal(PsonoFailure.CacheUnusable, (await _client.FailAsync(server, OfflineMode.Only, ids: ApiKeyServer.IdOf(1))).Failure);
        Assert.Equal([Two[0]], await _client.ReadAsync(server, OfflineMode.Only));
    }

    [Fact]
    public async Task A_refused_read_of_one_secret_takes_that_one_away()
    {
        await using var server = new ApiKeyServer(bulk: true, Two);
        await _client.ReadAsync(server);
        server.Secrets.RemoveAt(1);
        using var client = _client.Connect(server);
        await Assert.ThrowsAsync<PsonoApiException>(() => client.ReadAsync(ApiKeyServer.IdOf(1)));
        await _client.FailAsync(server, OfflineMode.Only, ids: ApiKeyServer.IdOf(1));
        Assert.Equal([Two[0]], await _client.ReadAsync(server, OfflineMode.Only, ids: ApiKeyServer.IdOf(0)));
    }
}
