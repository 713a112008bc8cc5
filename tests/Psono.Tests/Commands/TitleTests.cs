using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

/// <summary>Secrets by title, in every command and with each kind of server.</summary>
public sealed class TitleTests
{
    private const string Note = """{"note_title":"my note","note_notes":"hello"}""";
    private static readonly string Variables = ApiKeyServer.Variables(("A", "1"));

    private readonly TestTerminal _terminal = new();

    /// <summary>A stock server; ours without titles, with them, and with one that is no longer right.</summary>
    public static TheoryData<string, int> Servers { get; } = new() { { "stock", 3 }, { "none", 2 }, { "all", 1 }, { "stale", 2 } };

    [Theory, MemberData(nameof(Servers))]
    public async Task A_value_is_read_by_title(string kind, int requests)
    {
        await using var server = Start(kind);
        Assert.Equal(0, Run(server, "secret", "get", "my note", "notes"));
        Assert.Equal(("hello", requests), (_terminal.Data, server.Http.Requests.Count));
    }

    [Theory]
    [InlineData("stock", 3), InlineData("none", 2), InlineData("all", 1), InlineData("stale", 1)]
    public async Task Run_selects_by_title_and_needs_no_request_more_if_the_grants_have_titles(string kind, int requests)
    {
        await using var server = Start(kind);
        Assert.Equal(0, Run(server, "run", "--explain", "--filter", "title"));
        Assert.StartsWith("A  ", _terminal.Data, StringComparison.Ordinal);
        Assert.Equal(requests, server.Http.Requests.Count);
    }

    [Theory]
    [InlineData("stock"), InlineData("none"), InlineData("all"), InlineData("stale")]
    public async Task A_variable_is_changed_by_the_title_of_its_secret(string kind)
    {
        await using var server = Start(kind);
        Assert.Equal(0, Run(server, "env-vars", "update-or-create", "title", "A", "2"));
        Assert.Equal(ApiKeyServer.Variables(("A", "2")), server.Secrets[1].Content);
    }

    [Theory]
    [InlineData("stock"), InlineData("none"), InlineData("all"), InlineData("stale")]
    public async Task An_unknown_title_is_an_error(string kind)
    {
        await using var server = Start(kind);
        Assert.Equal(ExitCodes.Error, Run(server, "secret", "get", "nothing of that name", "notes"));
        Assert.Equal("", _terminal.Data);
        Assert.Contains("has the title 'nothing of that name'", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("D"), InlineData("N")]
    public async Task An_id_is_one_with_and_without_its_hyphens_in_any_case(string format)
    {
        await using var server = Start("all");
        var id = ApiKeyServer.IdOf(0).ToString(format).ToUpperInvariant();
        Assert.Equal(0, Run(server, "secret", "get", id, "notes"));
        Assert.Equal(0, Run(server, "run", "--explain", "--filter", ApiKeyServer.IdOf(1).ToString(format)));
        Assert.StartsWith("helloA  ", _terminal.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_title_of_two_secrets_is_an_error_that_names_them(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Note, Variables, Note);
        server.Index(0, "my note");
        server.Index(1, "title");
        server.Index(2, "my note");
        Assert.Equal(ExitCodes.Error, Run(server, "secret", "get", "my note", "notes"));
        Assert.Contains($"'my note' is the title of 2 secrets: {ApiKeyServer.IdOf(0)}, {ApiKeyServer.IdOf(2)}", _terminal.Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotStarted, new TestTerminal().Run(server.Args("run", "--filter", "my note", "--", "/nonexistent")));
    }

    /// <summary>A grant of another client has no title in the index: then the index alone must not decide.</summary>
    [Fact]
    public async Task A_secret_that_is_not_in_the_index_counts()
    {
        await using var server = new ApiKeyServer(bulk: true, Note, Variables, Note);
        server.Index(0, "my note");
        server.Index(1, "title");
        Assert.Equal(ExitCodes.Error, Run(server, "secret", "get", "my note", "notes"));
        Assert.Contains("the title of 2 secrets", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_looks_like_an_id_is_one()
    {
        var id = $"{ApiKeyServer.IdOf(1)}";
        await using var server = new ApiKeyServer(bulk: true, $$"""{"note_title":"{{id}}","note_notes":"hello"}""", Variables);
        Assert.Equal(0, Run(server, "secret", "get", id, "title"));
        Assert.Equal("title", _terminal.Data);
    }

    [Fact]
    public async Task An_empty_filter_selects_nothing_by_accident()
    {
        await using var server = Start("all");
        Assert.Equal(ExitCodes.NotStarted, Run(server, "run", "--filter", "", "--", "/nonexistent"));
        Assert.Empty(server.Http.Requests);
    }

    /// <summary>Neither a title nor what it is called in the index is in a request: only its tag.</summary>
    [Fact]
    public async Task The_server_does_not_learn_the_title()
    {
        await using var server = Start("all");
        Run(server, "secret", "get", "my note", "notes");
        Assert.DoesNotContain(server.Http.Requests, request => request.Text.Contains("my note", StringComparison.Ordinal));
    }

    private static ApiKeyServer Start(string kind)
    {
        var server = new ApiKeyServer(bulk: kind != "stock", Note, Variables);
        if (kind is "all" or "stale")
        {
            server.Index(0, kind == "all" ? "my note" : "old title");
            server.Index(1, "title");
        }

        return server;
    }

    private int Run(ApiKeyServer server, params string[] args) => _terminal.Run(server.Args(args));
}
