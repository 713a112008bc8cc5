using Psono.Cli.Commands;
using Psono.Client;
using Psono.Client.Http;

namespace Psono.Tests.Client;

public sealed class HttpRedirectTests
{
    private static readonly HttpOptions Two = new() { MaxRedirects = 2 };

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_is_an_error_that_names_the_target(int status)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("", status, "Location: /other/\r\n"));
        var failure = await HttpFaultTests.FailureAsync(server, new HttpOptions());
        Assert.Equal(PsonoFailure.Redirect, failure.Failure);
        Assert.Contains($"{server.Port}/other/", failure.Message, StringComparison.Ordinal);
        Assert.Equal(status == 303 ? null : 1, failure.RedirectsNeeded);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(307), InlineData(308)]
    public async Task Within_the_host_it_is_followed_with_method_and_body_if_allowed(int status)
    {
        await using var server = new ScriptedServer(request =>
            request.Target == "/other/" ? Reply.Json("{}") : Reply.Json("", status, "Location: /other/\r\n"));
        Assert.Equal(200, (await HttpFaultTests.PostAsync(server, Two)).Status);
        Assert.Equal(["POST {}", "POST {}"], server.Requests.Select(request => $"{request.Method} {request.Text}"));
    }

    [Fact]
    public async Task What_fails_after_it_is_named_by_its_own_address()
    {
        using var port = new ClosedPort();
        await using var server = new ScriptedServer(_ => Reply.Json("", 308, $"Location: https://127.0.0.1:{port.Url.Port}/server/\r\n"));
        using var transport = new HttpTransport(
            new Uri($"http://127.0.0.1:{server.Port}/server"), new HttpOptions { MaxRedirects = 1, MaxRetries = 0 });
        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: true));
        Assert.Equal($"cannot connect to https://127.0.0.1:{port.Url.Port}: connection refused", failure.Message);
    }

    [Theory]
    [InlineData("/other/", true)]
    [InlineData("http://127.0.0.1:1/other/", false)]
    [InlineData("https://localhost:1/other/", false)]
    [InlineData("https://127.0.0.1:1/other/", true)]
    public async Task To_follow_it_is_advised_only_where_that_would_be_done(string target, bool isFollowed)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("", 301, $"Location: {target}\r\n"));
        var failure = await HttpFaultTests.FailureAsync(server, new HttpOptions());
        Assert.Equal(isFollowed, FailureHints.Of(failure)!.Contains("--max-redirects 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_circle_ends()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("", 308, "Location: /server/path/\r\n"));
        Assert.Equal(PsonoFailure.Redirect, (await HttpFaultTests.FailureAsync(server, Two)).Failure);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://localhost:{0}/other/")]
    [InlineData("http://127.0.0.1:1/other/")]
    [InlineData("http://attacker.example/")]
    [InlineData("//attacker.example/")]
    [InlineData("file:///etc/passwd")]
    public async Task It_never_leads_to_another_origin(string target)
    {
        ScriptedServer? self = null;
        await using var server = self = new ScriptedServer(_ =>
            Reply.Json("", 307, $"Location: {target.Replace("{0}", $"{self!.Port}", StringComparison.Ordinal)}\r\n"));
        Assert.Equal(PsonoFailure.Redirect, (await HttpFaultTests.FailureAsync(server, Two)).Failure);
        Assert.Single(server.Requests);
        Assert.Null((await HttpFaultTests.FailureAsync(server, new HttpOptions())).RedirectsNeeded);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_an_error()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("", 307));
        Assert.Equal(PsonoFailure.Redirect, (await HttpFaultTests.FailureAsync(server, Two)).Failure);
    }
}
