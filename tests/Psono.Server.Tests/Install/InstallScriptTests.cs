using System.Collections;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Psono.Server.Configuration;
using Psono.Server.Install;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Install;

/// <summary>From where the script of <c>curl … | sh</c> says that psonoci comes. What it does is in the end-to-end tests.</summary>
public sealed class InstallScriptTests
{
    [Theory]
    [InlineData("https://vault.example.com/server", "https://vault.example.com")]
    [InlineData("https://example.com:8443/psono/server", "https://example.com:8443/psono")]
    [InlineData("https://api.example.com/v1", "https://api.example.com")]
    [InlineData("http://192.168.1.5:8080/server", "http://192.168.1.5:8080")]
    [InlineData("https://[2001:db8::1]/server", "https://[2001:db8::1]")]
    public async Task The_public_address_counts_whatever_the_request_says(string hostUrl, string address)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--host-url", hostUrl);
        using var answer = await AskAsync(server, "evil.example.com", "http");

        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        var script = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("#!/bin/sh\n", script, StringComparison.Ordinal);
        Assert.Contains($"\nserver='{address}'\n", script, StringComparison.Ordinal);
        Assert.Contains($"curl -fsSL {address}/install.sh | sh\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", script, StringComparison.Ordinal);
        Assert.DoesNotContain("@SERVER@", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault.example.com", "https", "https://vault.example.com")]
    [InlineData("vault.example.com:8443", "https", "https://vault.example.com:8443")]
    [InlineData("[2001:db8::1]:8443", "https", "https://[2001:db8::1]:8443")]
    [InlineData("localhost:8080", null, "http://localhost:8080")]
    [InlineData("127.0.0.1:8080", "ftp", "http://127.0.0.1:8080")]
    [InlineData("[::1]:8080", null, "http://[::1]:8080")]
    public async Task Without_one_it_is_where_the_request_was_sent_to(string host, string? scheme, string address)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var answer = await AskAsync(server, host, scheme);

        Assert.Contains($"\nserver='{address}'\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    public async Task An_address_of_all_interfaces_is_no_public_one(string url)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--urls", url);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{new Uri(server.Url).Port}/install.sh");
        request.Headers.TryAddWithoutValidation("Host", "vault.example.com");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await server.Http.SendAsync(request);

        Assert.Contains("\nserver='https://vault.example.com'\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault.example.com", "https", "\nserver='https://vault.example.com'\n")]
    [InlineData("10.0.0.5:8080", "", "--host-url")]
    public async Task Where_the_server_listens_is_no_public_address(string host, string scheme, string expected)
    {
        var options = OptionsReader.Read(["--data-dir", "data", "--urls", "http://10.0.0.5:8080"], new Hashtable());
        var context = new DefaultHttpContext { Request = { Host = new HostString(host), Scheme = "http" } };
        context.Request.Headers["X-Forwarded-Proto"] = scheme;
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new InstallScript(options).SendAsync(context);

        Assert.Contains(expected, Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_on_to_somewhere_else_without_TLS()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var answer = await AskAsync(server, "vault.example.com", null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var script = await answer.Content.ReadAsStringAsync();
        Assert.Contains("--host-url", script, StringComparison.Ordinal);
        Assert.EndsWith("\nexit 1\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault.example.com'$(id)'")]
    [InlineData("$(id)")]
    [InlineData("a';id;'")]
    [InlineData("a`id`")]
    [InlineData("a&id")]
    [InlineData("a|id")]
    [InlineData("a!id")]
    [InlineData("a\\id")]
    [InlineData("a\"id\"")]
    [InlineData("a id")]
    [InlineData("a/id")]
    [InlineData("a@id")]
    [InlineData("a#id")]
    [InlineData("a%27id")]
    [InlineData("a_id")]
    [InlineData("a\tid")]
    [InlineData("a:99999")]
    [InlineData("[id]")]
    [InlineData("::")]
    [InlineData("")]
    public async Task A_hostile_Host_is_not_written_into_a_script(string host)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var answer = await AskAsync(server, host, "https");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("id", (await answer.Content.ReadAsStringAsync()).Replace("of this", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_quotes_stays_within_its_quotes()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--host-url", "https://example.com/it's/$(id)/server");
        using var answer = await AskAsync(server, "vault.example.com", null);

        var script = await answer.Content.ReadAsStringAsync();
        Assert.Contains(@"server='https://example.com/it'\''s/$(id)'", script, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(TestServer server, string host, string? scheme)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/install.sh");
        request.Headers.TryAddWithoutValidation("Host", host);
        if (scheme is not null)
            request.Headers.Add("X-Forwarded-Proto", scheme);
        return server.Http.SendAsync(request);
    }
}
