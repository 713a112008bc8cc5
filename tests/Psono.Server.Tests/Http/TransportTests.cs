using System.Net;
using System.Net.Sockets;
using System.Text;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Http;

/// <summary>What every request meets, whatever it asks for.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task Every_answer_has_the_security_headers()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        foreach (var path in (string[])["/server/info/", "/server/nothing/", "/server/datastore/", "/"])
        {
            using var response = await server.Http.GetAsync(path);
            var headers = (await TestAnswer.ReadAsync(response)).Headers;
            Assert.Equal("no-store", headers["Cache-Control"]);
            Assert.Equal("DENY", headers["X-Frame-Options"]);
            Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
            Assert.Equal("same-origin", headers["Referrer-Policy"]);
            Assert.Equal("same-origin", headers["Cross-Origin-Opener-Policy"]);
            Assert.False(headers.ContainsKey("Server"));
        }
    }

    [Fact]
    public async Task A_browser_sees_a_page_without_scripts()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--host-url", "https://vault.example.com/server");

        using var response = await server.Http.GetAsync("/");
        var page = await TestAnswer.ReadAsync(response);

        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.StartsWith("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("https://vault.example.com/server", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_missing_final_slash_is_redirected(string method)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        var answer = await server.SendAsync(new HttpMethod(method), "/info?a=b");

        Assert.Equal(HttpStatusCode.MovedPermanently, answer.Status);
        Assert.Equal("/server/info/?a=b", answer.Headers["Location"]);
    }

    [Fact]
    public async Task Unknown_paths_are_a_short_page()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        foreach (var path in (string[])["/nothing/", "/nothing", "/info/more/"])
        {
            var answer = await server.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Equal("text/html", answer.ContentType);
            Assert.Contains("Not found", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Other_methods_are_not_allowed()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await server.PostAsync("/info/", "{}")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
        (await server.SendAsync(HttpMethod.Patch, "/authentication/login/", "{}")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
    }

    [Fact]
    public async Task Head_works_wherever_get_works()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        var answer = await server.SendAsync(HttpMethod.Head, "/info/");

        Assert.Equal((HttpStatusCode.OK, "application/json", ""), (answer.Status, answer.ContentType, answer.Text));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Head, "/authentication/login/")).Status);
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("application/xml, text/plain", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", HttpStatusCode.OK)]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.OK)]
    [InlineData("application/*", HttpStatusCode.OK)]
    public async Task Clients_must_take_json(string accept, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/server/info/");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        var answer = await server.SendAsync(request);

        Assert.Equal(status, answer.Status);
        if (status != HttpStatusCode.OK)
            Assert.Equal("""{"detail":"Could not satisfy the request Accept header."}""", answer.Text);
    }

    [Fact]
    public async Task Bodies_that_are_no_json_are_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        const string Path = "/authentication/prelogin/";

        (await server.SendAsync(HttpMethod.Post, Path, "username=alice", "text/plain")).ShouldBe(
            HttpStatusCode.UnsupportedMediaType, """{"detail":"Unsupported media type \"text/plain\" in request."}""");
        (await server.SendAsync(HttpMethod.Post, Path, "{}", "")).ShouldBe(
            HttpStatusCode.UnsupportedMediaType, """{"detail":"Unsupported media type \"\" in request."}""");
        (await server.PostAsync(Path, """{"username":"""))
            .ShouldBe(HttpStatusCode.BadRequest, """{"detail":"JSON parse error - line 1 column 13"}""");
        (await server.PostAsync(Path, "[]")).ShouldRefuse("Invalid data. Expected a dictionary, but got list.");
        (await server.SendAsync(HttpMethod.Post, Path)).ShouldBe(HttpStatusCode.BadRequest, """{"username":["This field is required."]}""");
        (await server.SendAsync(HttpMethod.Post, Path, "", "text/plain"))
            .ShouldBe(HttpStatusCode.BadRequest, """{"username":["This field is required."]}""");
        (await server.SendAsync(HttpMethod.Post, Path, """{"username":"alice@example.com"}""", "application/json; charset=utf-8"))
            .ShouldSucceed();
    }

    public static TheoryData<string, string> AnonymousRoutes => new()
    {
        { "POST", "/authentication/register/" },
        { "POST", "/authentication/verify-email/" },
        { "POST", "/authentication/prelogin/" },
        { "POST", "/authentication/login/" },
        { "POST", "/api-key-access/inspect/" },
        { "POST", "/api-key-access/secret/" },
    };

    [Theory, MemberData(nameof(AnonymousRoutes))]
    public async Task Anonymous_bodies_are_bounded_before_they_are_parsed(string method, string path)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var verb = new HttpMethod(method);

        // 40 levels is more than any client sends; a parser without a bound would follow a million.
        var deep = await server.SendAsync(verb, path, $$"""{"a":{{new string('[', 40)}}{{new string(']', 40)}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, deep.Status);
        Assert.StartsWith("""{"detail":"JSON parse error""", deep.Text, StringComparison.Ordinal);

        var large = await server.SendAsync(verb, path, $$"""{"a":"{{new string('x', 1 << 20)}}"}""");
        large.ShouldBe(HttpStatusCode.RequestEntityTooLarge, """{"detail":"Request body is too large."}""");
    }

    [Theory, MemberData(nameof(AnonymousRoutes))]
    public async Task A_body_without_announced_length_is_bounded_too(string method, string path)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var client = new TcpClient();
        var url = new Uri(server.Url);
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{method} /server{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");

        // The server answers long before the sender of an endless body has finished.
        var answer = ReadStatusAsync(stream);
        var sent = 0;
        try
        {
            while (!answer.IsCompleted && sent++ < 2000)
                await stream.WriteAsync(chunk);
        }
        catch (IOException)
        {
            // It may also have closed the connection.
        }

        Assert.Equal("HTTP/1.1 413", await answer);
        Assert.True(sent < 1000, "the server read the endless body");
    }

    [Fact]
    public async Task Any_web_vault_may_use_the_server_by_default()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/server/datastore/");
        request.Headers.Add("Origin", "https://vault.example.com");
        request.Headers.Add("Access-Control-Request-Method", "PUT");

        var preflight = await server.SendAsync(request);

        Assert.Equal((HttpStatusCode.NoContent, ""), (preflight.Status, preflight.Text));
        Assert.Equal("https://vault.example.com", preflight.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("true", preflight.Headers["Access-Control-Allow-Credentials"]);
        Assert.Equal("GET,POST,PUT,PATCH,DELETE,OPTIONS", preflight.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("86400", preflight.Headers["Access-Control-Max-Age"]);
        Assert.Equal("Origin", preflight.Headers["Vary"]);
        string[] allowed =
        [
            "accept", "authorization", "content-type", "user-agent", "x-csrftoken", "x-requested-with", "audit-log",
            "authorization-validator", "pragma", "if-modified-since", "cache-control",
        ];
        Assert.Empty(allowed.Except(preflight.Headers["Access-Control-Allow-Headers"].Split(',')));
    }

    [Fact]
    public async Task Refusals_carry_the_origin_too()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/server/datastore/");
        request.Headers.Add("Origin", "https://vault.example.com");

        var refused = await server.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal("https://vault.example.com", refused.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("Retry-After,Psono-Net-Outcome", refused.Headers["Access-Control-Expose-Headers"]);
    }

    [Fact]
    public async Task Only_listed_web_vaults_may_use_the_server_when_it_is_told_so()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--cors-allow-all-origins", "false", "--cors-allowed-origins", "https://vault.example.com");

        foreach (var (origin, allowed) in ((string, bool)[])[("https://vault.example.com", true), ("https://evil.example.com", false)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/server/info/");
            request.Headers.Add("Origin", origin);
            Assert.Equal(allowed, (await server.SendAsync(request)).Headers.ContainsKey("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("--disabled", "SERVER_DISABLED")]
    [InlineData("--maintenance-active", "MAINTENANCE_MODE_ACTIVE")]
    public async Task A_server_that_is_switched_off_says_so_to_everybody(string option, string code)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, option, "true");

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Options, HttpMethod.Post])
            (await server.SendAsync(method, "/info/")).ShouldBe(HttpStatusCode.Locked, $$"""{"non_field_errors":["{{code}}"]}""");
    }

    private static async Task<string> ReadStatusAsync(NetworkStream stream)
    {
        var buffer = new byte[12];
        await stream.ReadExactlyAsync(buffer);
        return Encoding.ASCII.GetString(buffer);
    }
}
