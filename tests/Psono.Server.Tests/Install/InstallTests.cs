using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Install;

/// <summary>No database is involved, so one of them is enough.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly byte[] _program = RandomNumberGenerator.GetBytes(300_000);

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_program));

    [Theory]
    [InlineData("/install/linux-x64/psonoci")]
    [InlineData("/psono/psono-ci/x86_64-linux/psonoci")]
    public async Task The_program_is_handed_out_as_it_is(string path)
    {
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync(path);

        Assert.Equal(_program, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($"\"{Hash}\"", answer.Headers.ETag!.Tag);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Its_hash_is_what_sha256sum_checks()
    {
        await using var server = await StartAsync();

        Assert.Equal($"{Hash}  psonoci\n", await server.Http.GetStringAsync("/install/linux-x64/psonoci.sha256"));
    }

    [Fact]
    public async Task A_part_of_it_and_its_head_can_be_asked_for()
    {
        await using var server = await StartAsync();
        using var part = new HttpRequestMessage(HttpMethod.Get, "/install/linux-x64/psonoci")
        {
            Headers = { Range = new RangeHeaderValue(100_000, 100_009) },
        };
        using var partial = await server.Http.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal(_program[100_000..100_010], await partial.Content.ReadAsByteArrayAsync());

        using var head = new HttpRequestMessage(HttpMethod.Head, "/install/linux-x64/psonoci");
        using var headers = await server.Http.SendAsync(head);
        Assert.Equal(HttpStatusCode.OK, headers.StatusCode);
        Assert.Equal(_program.Length, headers.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so_until_it_is_replaced()
    {
        await using var server = await StartAsync();
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(server));
        await File.WriteAllTextAsync(Write([]), "another");

        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(server));
        Assert.Equal("another", await server.Http.GetStringAsync("/install/linux-x64/psonoci"));
    }

    [Theory]
    [InlineData("/install/linux-x64/psonoci")]
    [InlineData("/install/linux-x64/psonoci.sha256")]
    [InlineData("/psono/psono-ci/x86_64-linux/psonoci")]
    public async Task A_server_without_it_says_so(string path)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--install-root", _root.Path);
        using var answer = await server.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("without psonoci", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _root.Dispose();

    private Task<TestServer> StartAsync()
    {
        Write(_program);
        return TestServer.StartAsync(DatabaseKind.Sqlite, "--install-root", _root.Path);
    }

    private string Write(byte[] content)
    {
        var path = Path.Combine(Directory.CreateDirectory(_root.File("linux-x64")).FullName, "psonoci");
        File.WriteAllBytes(path, content);
        return path;
    }

    private async Task<HttpStatusCode> AskAgainAsync(TestServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/install/linux-x64/psonoci")
        {
            Headers = { IfNoneMatch = { new EntityTagHeaderValue($"\"{Hash}\"") } },
        };
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
