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

    [Theory]
    [InlineData("/install/linux-x64/psonoci", "linux-x64/psonoci")]
    [InlineData("/install/linux-arm64/psonoci", "linux-arm64/psonoci")]
    [InlineData("/install/osx-x64/psonoci", "osx-x64/psonoci")]
    [InlineData("/install/osx-arm64/psonoci", "osx-arm64/psonoci")]
    [InlineData("/install/win-x64/psonoci.exe", "win-x64/psonoci.exe")]
    [InlineData("/psono/psono-ci/x86_64-linux/psonoci", "linux-x64/psonoci")]
    [InlineData("/psono/psono-ci/aarch64-linux/psonoci", "linux-arm64/psonoci")]
    public async Task The_program_of_a_platform_is_handed_out_as_it_is(string path, string file)
    {
        Write(file, _program);
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync(path);

        Assert.Equal(_program, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(Path.GetFileName(file), answer.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal($"\"{Hash(_program)}\"", answer.Headers.ETag!.Tag);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("linux-arm64/psonoci")]
    [InlineData("win-x64/psonoci.exe")]
    public async Task Its_hash_is_what_sha256sum_checks(string file)
    {
        Write(file, _program);
        await using var server = await StartAsync();

        var line = await server.Http.GetStringAsync($"/install/{file}.sha256");
        Assert.Equal($"{Hash(_program)}  {Path.GetFileName(file)}\n", line);
    }

    [Fact]
    public async Task The_sums_are_those_of_what_is_there_right_now_in_order()
    {
        Write("win-x64/psonoci.exe", [1]);
        Write("osx-arm64/psonoci", [2]);
        Write("linux-x64/psonoci", [3]);
        Write("linux-x64/other", [4]);
        Write("linux-riscv64/psonoci", [5]);
        await using var server = await StartAsync();
        Assert.Equal(
            $"{Hash([3])}  linux-x64/psonoci\n{Hash([2])}  osx-arm64/psonoci\n{Hash([1])}  win-x64/psonoci.exe\n",
            await server.Http.GetStringAsync("/install/SHA256SUMS"));
        File.Delete(_root.File("osx-arm64/psonoci"));
        Write("linux-x64/psonoci", [6, 6]);
        Write("linux-arm64/psonoci", [7]);

        Assert.Equal(
            $"{Hash([7])}  linux-arm64/psonoci\n{Hash([6, 6])}  linux-x64/psonoci\n{Hash([1])}  win-x64/psonoci.exe\n",
            await server.Http.GetStringAsync("/install/SHA256SUMS"));
    }

    [Fact]
    public async Task A_file_of_the_same_size_and_age_in_its_place_is_another_one()
    {
        Write("linux-x64/psonoci", [8]);
        await using var server = await StartAsync();
        await server.Http.GetStringAsync("/install/SHA256SUMS");
        var (place, another) = (_root.File("linux-x64/psonoci"), _root.File("another"));
        await Task.Delay(20);
        await File.WriteAllBytesAsync(another, [9]);
        File.SetLastWriteTimeUtc(another, File.GetLastWriteTimeUtc(place));
        File.Move(another, place, overwrite: true);

        Assert.Equal($"{Hash([9])}  linux-x64/psonoci\n", await server.Http.GetStringAsync("/install/SHA256SUMS"));
    }

    [Fact]
    public async Task The_signature_is_handed_out_and_announced_if_there_is_one()
    {
        await using var server = await StartAsync();
        using (var unsigned = await server.Http.GetAsync("/install/SHA256SUMS"))
            Assert.False(unsigned.Headers.Contains("Link"));
        using (var missing = await server.Http.GetAsync("/install/SHA256SUMS.sig"))
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Write("SHA256SUMS.sig", "-----BEGIN SSH SIGNATURE-----\n"u8);

        using var sums = await server.Http.GetAsync("/install/SHA256SUMS");
        Assert.Equal("</install/SHA256SUMS.sig>; rel=\"signature\"", Assert.Single(sums.Headers.GetValues("Link")));
        Assert.Equal("-----BEGIN SSH SIGNATURE-----\n", await server.Http.GetStringAsync("/install/SHA256SUMS.sig"));
    }

    [Fact]
    public async Task A_part_of_a_program_can_be_asked_for()
    {
        Write("linux-x64/psonoci", _program);
        await using var server = await StartAsync();
        using var part = new HttpRequestMessage(HttpMethod.Get, "/install/linux-x64/psonoci")
        {
            Headers = { Range = new RangeHeaderValue(100_000, 100_009) },
        };
        using var partial = await server.Http.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal(_program[100_000..100_010], await partial.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/install/linux-x64/psonoci")]
    [InlineData("/install/linux-x64/psonoci.sha256")]
    [InlineData("/install/SHA256SUMS")]
    [InlineData("/install/SHA256SUMS.sig")]
    [InlineData("/install.sh")]
    public async Task HEAD_tells_how_long_it_is_and_nothing_is_kept_without_asking(string path)
    {
        Write("linux-x64/psonoci", _program);
        Write("SHA256SUMS.sig", [1, 2, 3]);
        await using var server = await StartAsync();
        using var get = await server.Http.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal((await get.Content.ReadAsByteArrayAsync()).Length, head.Content.Headers.ContentLength);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal("no-cache", head.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/install/linux-x64/psonoci")]
    [InlineData("/install/SHA256SUMS")]
    public async Task Who_has_it_already_is_told_so_until_it_is_replaced(string path)
    {
        Write("linux-x64/psonoci", _program);
        await using var server = await StartAsync();
        using var first = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync(server, path, first.Headers.ETag!)).StatusCode);
        Write("linux-x64/psonoci", "another"u8);

        var (status, text) = await AskAgainAsync(server, path, first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(path.EndsWith("SUMS", StringComparison.Ordinal) ? Hash("another"u8) : "another", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/install/linux-x64/psonoci", "install/linux-x64/psonoci beside psono-server")]
    [InlineData("/install/linux-x64/psonoci.sha256", "without psonoci for linux-x64")]
    [InlineData("/install/win-x64/psonoci.exe", "install/win-x64/psonoci.exe beside psono-server")]
    [InlineData("/psono/psono-ci/x86_64-linux/psonoci", "without psonoci for linux-x64")]
    public async Task A_server_without_it_says_so(string path, string said)
    {
        Write("osx-x64/psonoci", _program);
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("without psonoci", text, StringComparison.Ordinal);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_any_has_an_empty_list()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--install-root", _root.File("none"));
        Assert.Equal("", await server.Http.GetStringAsync("/install/SHA256SUMS"));
    }

    [Theory]
    [InlineData("/install/linux-armv7/psonoci")]
    [InlineData("/install/linux-x64/psonoci.exe")]
    [InlineData("/install/linux-x64/")]
    [InlineData("/install/LINUX-X64/psonoci")]
    [InlineData("/install/linux-x64/../secret")]
    [InlineData("/install/%2e%2e/secret")]
    [InlineData("/install/..%2fsecret")]
    [InlineData("/install/linux-x64%2fpsonoci")]
    [InlineData("/install/linux-x64/psonoci%00")]
    [InlineData("/install//secret")]
    [InlineData("/install/secret")]
    [InlineData("/psono/psono-ci/armv7-linux/psonoci")]
    public async Task Nothing_but_what_is_on_the_list_is_looked_for(string path)
    {
        Write("linux-x64/psonoci", "secret"u8);
        Write("secret", "secret"u8);
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(server.Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var answer = await server.Http.SendAsync(request);

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, answer.StatusCode.ToString());
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_says_where_to_look()
    {
        await using var server = await StartAsync();
        using var answer = await server.Http.GetAsync("/install/linux-armv7/psonoci");
        Assert.Contains(
            "/install/SHA256SUMS lists what this server has, of linux-arm64, linux-x64, osx-arm64, osx-x64, win-x64.",
            await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _root.Dispose();

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Task<TestServer> StartAsync(params string[] arguments) =>
        TestServer.StartAsync(DatabaseKind.Sqlite, ["--install-root", _root.Path, .. arguments]);

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(name))!);
        File.WriteAllBytes(_root.File(name), content);
    }

    private static async Task<(HttpStatusCode StatusCode, string Text)> AskAgainAsync(
        TestServer server, string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag } } };
        using var answer = await server.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
