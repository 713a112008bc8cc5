using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;
using Psono.Shared;

namespace Psono.Tests.Client;

/// <summary>What a server can keep a machine busy with.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task All_requests_of_a_read_have_one_deadline(bool named)
    {
        await using var server = new ApiKeyServer(bulk: false, [.. Enumerable.Range(0, 30).Select(i => $$"""{"note_title":"{{i}}"}""")]);
        var clock = new FakeTimeProvider();
        server.Before = _ => Advance(clock, 300);
        using var client = server.Connect(http: new HttpOptions { Timeout = TimeSpan.FromSeconds(1), Time = clock });

        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => named ? client.ReadNamedAsync(["7"]) : client.ReadManyAsync());

        Assert.Equal(PsonoFailure.Timeout, failure.Failure);
        Assert.Contains("within 1 seconds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Http.Requests.Count);

        // The next read has its own.
        (await client.ReadAsync(ApiKeyServer.IdOf(0))).Dispose();
    }

    [Fact]
    public async Task A_read_and_its_write_have_one_deadline()
    {
        await using var server = new ApiKeyServer(bulk: false, """{"note_title":"a"}""");
        var clock = new FakeTimeProvider();
        server.Before = _ => Advance(clock, 700);
        using var client = server.Connect(http: new HttpOptions { Timeout = TimeSpan.FromSeconds(1), Time = clock });

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => client.UpdateAsync(ApiKeyServer.IdOf(0), content =>
        {
            content.Set("note_notes", "new");
            return true;
        }));

        Assert.Equal(PsonoFailure.Timeout, failure.Failure);
    }

    [Theory]
    [InlineData(10_000, false), InlineData(10_001, true)]
    public async Task More_secrets_than_anybody_grants_are_not_read(int count, bool isRefused)
    {
        await using var server = new ScriptedServer(request => request.Target.EndsWith("/inspect/", StringComparison.Ordinal)
            ? Reply.Of(Reply.Utf8(new JsonObject
            {
                ["allow_insecure_access"] = false,
                ["restrict_to_secrets"] = true,
                ["read"] = true,
                ["write"] = false,
                ["api_key_secrets"] = new JsonArray([.. Enumerable.Range(0, count)
                    .Select(i => (JsonNode)new JsonObject { ["secret_id"] = ApiKeyServer.IdOf(i) })]),
            }))
            : Reply.Json("""{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""", 400));
        using var client = new ApiKeyClient(
            new HttpTransport(server.Url, new HttpOptions()), ApiKeyServer.ApiKeyId, SecretKey.FromHex(ApiKeyServer.SecretKeyHex));

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => client.ReadManyAsync());

        Assert.Equal(isRefused ? PsonoFailure.AnswerTooLarge : PsonoFailure.Refused, failure.Failure);
        Assert.Equal(isRefused ? 1 : 2, server.Requests.Count);
    }

    [Fact]
    public void A_secret_is_remembered_for_4096_versions_and_then_it_is_said()
    {
        var content = new KnownSecrets();
        for (var i = 0; i <= SeenVersions.Remembered; i++)
            Assert.Empty(content.Confirm([Version(i)], DateTimeOffset.UnixEpoch));
        Assert.True(content.Seen[Guid.Empty].ShowRollback(Version(0).Version));

        Assert.Equal([Guid.Empty], content.Confirm([Version(SeenVersions.Remembered + 1)], DateTimeOffset.UnixEpoch));
        Assert.Empty(content.Confirm([Version(SeenVersions.Remembered + 1)], DateTimeOffset.UnixEpoch));

        Assert.False(content.Seen[Guid.Empty].ShowRollback(Version(0).Version));
        Assert.True(content.Seen[Guid.Empty].ShowRollback(Version(1).Version));

        static SealedSecret Version(int number) =>
            new() { Id = Guid.Empty, Data = BitConverter.GetBytes(number), DataNonce = [], SecretKey = [], SecretKeyNonce = [] };
    }

    [Theory]
    [InlineData("mkfifo"), InlineData("ln -s /dev/zero"), InlineData("ln -s fifo"), InlineData("touch")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_pipe_a_device_or_nothing_in_place_of_the_cache_is_refused_at_once(string command)
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"a"}""");
        var options = new SecretCacheOptions { Directory = _directory.Path, Warn = _ => { } };
        string path;
        using (var client = Client(server, options))
        {
            (await client.ReadAsync(ApiKeyServer.IdOf(0))).Dispose();
            path = client.ReadCacheState()!.File;
        }

        File.Delete(path);
        Psono.Tests.Commands.Tool.Run("mkfifo", [_directory.File("fifo")]).Succeeds();
        Psono.Tests.Commands.Tool.Run("sh", ["-c", $"cd {_directory.Path} && {command} {path}"]).Succeeds();
        using var again = Client(server, options);

        var read = Assert.ThrowsAsync<PsonoApiException>(() => again.ReadAsync(ApiKeyServer.IdOf(0)));

        Assert.Equal(
            PsonoFailure.CacheNotAuthentic,
            (await read.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Failure);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_pipe_or_a_device_in_place_of_a_certificate_is_none(bool pem)
    {
        var pipe = _directory.File("pipe");
        Psono.Tests.Commands.Tool.Run("mkfifo", [pipe]).Succeeds();
        foreach (var path in new[] { pipe, "/dev/zero" })
        {
            var options = pem ? new HttpOptions { PemRootCertificatePath = path } : new HttpOptions { DerRootCertificatePath = path };
            var refused = Assert.Throws<PsonoApiException>(() => new HttpTransport(new Uri("https://127.0.0.1:1"), options));
            Assert.Equal(PsonoFailure.CertificateFile, refused.Failure);
        }
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var path = _directory.File("large");
        File.WriteAllBytes(path, new byte[200_001]);
        Assert.Equal(200_001, BoundedFile.Read(path, 200_001).Length);
        Assert.Throws<IOException>(() => BoundedFile.Read(path, 200_000));
    }

    private static Task Advance(FakeTimeProvider clock, int milliseconds)
    {
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return Task.CompletedTask;
    }

    private static ApiKeyClient Client(ApiKeyServer server, SecretCacheOptions cache) => new(
        new HttpTransport(server.Http.Url, new HttpOptions()), ApiKeyServer.ApiKeyId, SecretKey.FromHex(ApiKeyServer.SecretKeyHex), cache);
}
