using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;

namespace Psono.Tests.Client;

/// <summary>How many requests and connections it takes to read secrets, and what goes over them.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Three = ["""{"note_title":"a"}""", """{"note_title":"b"}""", """{"note_title":"c"}"""];

    /// <summary>A hundredth of the usual size, for answers a hundredth as large as those that do not fit.</summary>
    private static readonly HttpOptions Small = new()
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxAnswerBytes = new HttpOptions().MaxAnswerBytes / 100,
    };

    private readonly CachingClient _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(true, 1), InlineData(false, 101)]
    public async Task A_hundred_secrets_come_over_one_connection(bool bulk, int requests)
    {
        await using var server = new ApiKeyServer(bulk, [.. Enumerable.Range(0, 100).Select(i => $$"""{"note_title":"{{i}}"}""")]);
        using var client = server.Connect();
        Assert.Equal(100, (await client.ReadManyAsync()).Count);
        Assert.Equal((requests, 1), (server.Http.Requests.Count, server.Http.Connections));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task More_than_fits_into_one_answer_comes_one_by_one(bool cached)
    {
        await using var server = Large();
        using var client = cached ? _client.Connect(server, http: Small) : server.Connect(http: Small);
        var secrets = await client.ReadManyAsync();
        Assert.Equal(["large 0", "large 1", "large 2"], secrets.Select(secret => secret.Title));
        Assert.Equal(5, server.Http.Requests.Count);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task More_than_fits_into_one_answer_is_found_by_title(bool indexed)
    {
        await using var server = Large();
        for (var i = 0; indexed && i < 3; i++)
            server.Index(i, $"large {i}");
        using var client = server.Connect(http: Small);
        string[] titles = ["large 2", "large 0", "large 1"];
        Assert.Equal(titles, (await client.ReadNamedAsync(titles)).Select(secret => secret.Title));
    }

    [Fact]
    public void An_answer_may_have_16_MiB() => Assert.Equal(16 << 20, new HttpOptions().MaxAnswerBytes);

    /// <summary>Each of them fits; all three, with two digits for each byte on the wire, do not.</summary>
    private static ApiKeyServer Large()
    {
        var notes = new string('x', Small.MaxAnswerBytes / 5);
        return new(bulk: true, [.. Enumerable.Range(0, 3).Select(i => $$"""{"note_title":"large {{i}}","note_notes":"{{notes}}"}""")]);
    }

    [Fact]
    public async Task An_unchanged_tag_is_one_request_without_data_and_a_changed_one_is_one_with_all()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        await _client.ReadAsync(server);
        Assert.DoesNotContain("If-None-Match", server.Http.Requests.Last().Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Three, await _client.ReadAsync(server));
        Assert.Contains("If-None-Match", server.Http.Requests.Last().Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, server.Http.Requests.Count);

        server.Secrets[1].Change("""{"note_title":"new"}""");
        Assert.Equal([Three[0], """{"note_title":"new"}""", Three[2]], await _client.ReadAsync(server));
        Assert.Equal(3, server.Http.Requests.Count);
    }

    [Fact]
    public async Task Each_selection_has_a_tag_of_its_own_and_all_share_the_secrets()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        var first = ApiKeyServer.IdOf(0);
        await _client.ReadAsync(server);
        await _client.ReadAsync(server, ids: first);
        await _client.ReadAsync(server);
        Assert.Contains("If-None-Match", server.Http.Requests.Last().Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([Three[0]], await _client.ReadAsync(server, OfflineMode.Only, ids: first));
    }

    [Fact]
    public async Task A_stock_server_is_asked_once_while_nothing_has_changed_and_then_for_what_did()
    {
        await using var server = new ApiKeyServer(bulk: false, Three);
        await _client.ReadAsync(server);
        server.Http.Requests.Clear();
        Assert.Equal(Three, await _client.ReadAsync(server));
        Assert.Single(server.Http.Requests);

        server.Http.Requests.Clear();
        server.Secrets[1].Change("""{"note_title":"new"}""");
        Assert.Equal([Three[0], """{"note_title":"new"}""", Three[2]], await _client.ReadAsync(server));
        Assert.Equal(2, server.Http.Requests.Count);
        Assert.Contains($"{ApiKeyServer.IdOf(1)}", server.Http.Requests.Last().Text, StringComparison.Ordinal);
    }
}
