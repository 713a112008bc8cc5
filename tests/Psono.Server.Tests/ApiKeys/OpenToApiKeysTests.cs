using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Psono.Server.Http.Marks;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>
/// What the sessions of API keys may call is the table of protocol part 5, section 17, and nothing else, whatever endpoints there are.
/// </summary>
public sealed partial class OpenToApiKeysTests
{
    private const string Forbidden = """{"detail":"You do not have permission to perform this action."}""";

    private static readonly Dictionary<string, string> Documented = Row.Matches(File.ReadAllText(Find("docs/protocol/5-additions.md")))
        .ToDictionary(row => row.Groups["call"].Value, row => row.Groups["keys"].Value);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_of_an_API_key_is_refused_whatever_is_not_on_the_list(bool restricted)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice, write: true, restricted: restricted);
        var wrong = new List<string>();
        foreach (var (method, path) in SessionCalls(server))
        {
            var session = await TestKeyLogin.LogInAsync(server, alice.User, key);
            var answer = await session.SendAsync(
                new HttpMethod(method), path.Replace("<id>", $"{Guid.NewGuid()}", StringComparison.Ordinal));
            var isOpen = Documented.TryGetValue($"{method} {path}", out var keys) && (keys == "all" || !restricted);
            var isRefused = answer is { Status: HttpStatusCode.Forbidden, Text: Forbidden, WasSealed: true };
            if (isOpen == isRefused)
                wrong.Add($"{method} {path}: {(isOpen ? "on" : "not on")} the list, and answered {answer.Status} {answer.Text}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Everything_on_the_list_is_there_and_stays_open_to_people()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var calls = SessionCalls(server).Select(call => $"{call.Method} {call.Path}").ToList();
        Assert.True(calls.Count > 50, "the walk has lost its way");
        Assert.Empty(Documented.Keys.Except(calls));
        Assert.Equal(7, Documented.Values.Count(keys => keys == "all"));
    }

    /// <summary>Every method of every path that needs a session.</summary>
    private static IEnumerable<(string Method, string Path)> SessionCalls(TestServer server) =>
        from endpoint in server.Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<NeedsSession>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, Parameter.Replace(endpoint.RoutePattern.RawText!["/server".Length..], "<id>"));

    private static string Find(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, path)))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"^\| `(?<call>(?:GET|POST|PUT|DELETE) /\S+)` \| (?<keys>all|unrestricted) \|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter { get; }
}
