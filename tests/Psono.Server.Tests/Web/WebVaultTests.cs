using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Web;

/// <summary>How the files of the web vault are sent. No database is involved, so one of them is enough.</summary>
public sealed class WebVaultTests : IDisposable
{
    private const string ImportMap = """{"imports":{"./a.js":"./a.0123456789.js"},"integrity":{"./a.0123456789.js":"sha256-AAAA"}}""";
    private const string Page =
        $"<!doctype html><script type=\"importmap\">{ImportMap}</script><script src=\"a.0123456789.js\" type=\"module\"></script>";
    private const string Script = "export const a = 1;";

    private readonly TemporaryDirectory _root = new();

    public WebVaultTests()
    {
        Write("index.html", Encoding.UTF8.GetBytes(Page));
        Write("icon.svg", "<svg/>"u8.ToArray());
        Write("secret.txt", "not to be served"u8.ToArray());
        Write("a.0123456789.js", Encoding.UTF8.GetBytes(Script));
        Write("a.0123456789.js.br", Compressed(stream => new BrotliStream(stream, CompressionLevel.Fastest)));
        Write("a.0123456789.js.gz", Compressed(stream => new GZipStream(stream, CompressionLevel.Fastest)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/activate.html")]
    [InlineData("/delete-user-confirm.html")]
    [InlineData("/secrets/0f1e2d3c")]
    [InlineData("/install")]
    [InlineData("/install/")]
    [InlineData("/status-of-something-else")]
    public async Task The_page_is_sent_for_every_address_with_a_policy_that_allows_its_own_scripts_only(string path)
    {
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync(path);
        Assert.Equal(Page, await answer.Content.ReadAsStringAsync());
        var policy = Header(answer, "Content-Security-Policy").Split("; ");

        Assert.Contains("default-src 'none'", policy);
        Assert.Contains($"script-src 'self' 'wasm-unsafe-eval' 'sha256-{Hash(ImportMap)}'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("form-action 'none'", policy);
        Assert.Contains("require-trusted-types-for 'script'", policy);
        Assert.DoesNotContain("unsafe-inline", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_announces_the_runtime_before_a_script_asks_for_it()
    {
        Write("_framework/dotnet.native.0123456789.wasm", [0]);
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync("/secrets");
        Assert.Equal("</_framework/dotnet.native.0123456789.wasm>; rel=preload; as=fetch; crossorigin=anonymous", Header(answer, "Link"));
    }

    [Fact]
    public async Task No_browser_guesses_what_a_file_is()
    {
        await using var server = await StartAsync();
        foreach (var (path, type) in new[]
        {
            ("/", "text/html; charset=utf-8"),
            ("/a.0123456789.js", "text/javascript; charset=utf-8"),
            ("/icon.svg", "image/svg+xml"),
        })
        {
            using var answer = await server.Http.GetAsync(path);
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        }
    }

    [Fact]
    public async Task A_name_with_a_fingerprint_is_kept_for_good_and_the_page_is_asked_for_each_time()
    {
        await using var server = await StartAsync();
        using var script = await server.Http.GetAsync("/a.0123456789.js");
        Assert.Equal("public, max-age=31536000, immutable", Header(script, "Cache-Control"));
        using var page = await server.Http.GetAsync("/");
        Assert.Equal("no-cache", Header(page, "Cache-Control"));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        using var unchanged = await server.Http.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task The_smallest_form_that_the_browser_reads_is_sent(string? accepted, string? sent)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a.0123456789.js");
        if (accepted is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(sent is null ? [] : [sent], answer.Content.Headers.ContentEncoding);
        Assert.Contains("accept-encoding", Header(answer, "Vary"), StringComparison.OrdinalIgnoreCase);
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(sent switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });

        Assert.Equal(Script, await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("/secret.txt")]
    [InlineData("/a.0123456789.js.br")]
    [InlineData("/gone.js")]
    [InlineData("/../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/server/no/such/endpoint/")]
    [InlineData("/install/linux-arm64/psonoci")]
    [InlineData("/install/linux-x64/other")]
    [InlineData("/psono/psono-ci/aarch64-linux/psonoci")]
    [InlineData("/metrics")]
    [InlineData("/livez")]
    [InlineData("/readyz/")]
    [InlineData("/actuator/health")]
    [InlineData("/.git/config")]
    [InlineData("/.well-known/change-password")]
    public async Task What_is_no_file_of_the_vault_is_not_sent(string path)
    {
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("importmap", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_the_API_are_never_kept()
    {
        await using var server = await StartAsync();
        foreach (var path in new[] { "/server/info/", "/server/secret/", "/server/no/such/endpoint/" })
        {
            using var answer = await server.Http.GetAsync(path);
            Assert.Contains("no-store", Header(answer, "Cache-Control"), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _root.Dispose();

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values
            : answer.Content.Headers.TryGetValues(name, out var content) ? content
            : []);

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Compressed(Func<Stream, Stream> compress)
    {
        using var buffer = new MemoryStream();
        using (var stream = compress(buffer))
            stream.Write(Encoding.UTF8.GetBytes(Script));
        return buffer.ToArray();
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(DatabaseKind.Sqlite, "--web-root", _root.Path);

    private void Write(string name, byte[] content)
    {
        var path = _root.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
