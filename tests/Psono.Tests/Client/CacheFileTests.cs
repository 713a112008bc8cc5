using System.Text;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>What the cache leaves on disk, and what it makes of what others leave there.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CacheFileTests : IDisposable
{
    private const string Content = """{"note_title":"needle-in-the-title","note_notes":"needle-in-the-notes"}""";

    private readonly CachingClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Only_the_owner_may_look_and_there_is_nothing_to_see()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await _client.ReadAsync(server);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(_client.CacheDirectory));
        var files = Directory.GetFiles(_client.CacheDirectory);
        Assert.All(files, file => Assert.Equal(Owner, File.GetUnixFileMode(file)));

        var bytes = files.SelectMany(file => Encoding.Latin1.GetBytes(file).Concat(File.ReadAllBytes(file))).ToArray();
        var secret = server.Secrets[0].ToJson();
        string[] needles =
        [
            "needle", "note_", ApiKeyServer.SecretKeyHex, ApiKeyServer.SecretKeyHex[..16], $"{ApiKeyServer.ApiKeyId}",
            $"{ApiKeyServer.ApiKeyId:N}", $"{ApiKeyServer.IdOf(0)}", secret["data"]!.GetValue<string>()[..32],
        ];
        Assert.All(needles, needle => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(needle))));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Convert.FromHexString(ApiKeyServer.SecretKeyHex)));
        Assert.True(new FileInfo(_client.CacheFile).Length > Content.Length);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_was_in_memory_is_zeroed(bool canBeWritten)
    {
        var id = Guid.NewGuid();
        using var content = Holding(id, "2026-01-01T00:00:00Z");
        using var key = SecretKey.Generate();
        var file = new CacheFile(_client.CacheDirectory, "x.sealed", key, TimeSpan.Zero);
        byte[] written = [];
        var failure = Record.Exception(() => file.Replace(_ =>
        {
            if (!canBeWritten)
                Directory.CreateDirectory(file.Path);
            return written = CacheFormat.Write(content);
        }));

        Assert.Equal(canBeWritten, failure is null);
        Assert.True(written.Length > Content.Length);
        Assert.Equal(-1, written.AsSpan().IndexOfAnyExcept((byte)0));
        if (!canBeWritten)
            return;
        var read = file.Read()!;
        using (var known = CacheFormat.Read(read))
            Assert.Equal(Content, Encoding.UTF8.GetString(((KeptSecret)known.Secrets[id].Secret).Utf8.Span));
        Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void What_another_process_has_seen_in_a_newer_version_is_not_kept_in_an_older_one()
    {
        var id = Guid.NewGuid();
        using var ours = Holding(id, "2026-01-01T00:00:00Z");
        using var theirs = Holding(id, "2026-01-02T00:00:00Z");
        theirs.Drop(id);
        ours.Adopt(theirs);

        using var merged = CacheFormat.Read(CacheFormat.Write(ours));
        Assert.Null(merged.Select([id]));
        Assert.Null(merged.TagOf(null));
        using var old = Holding(id, "2026-01-01T00:00:00Z");
        Assert.Equal(
            PsonoFailure.Rollback,
            Assert.Throws<PsonoApiException>(() => merged.RefuseRollback(old.Secrets[id].Secret)).Failure);
    }

    [Fact]
    public async Task The_cache_of_another_version_is_called_that()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await _client.ReadAsync(server);
        var bytes = await File.ReadAllBytesAsync(_client.CacheFile);
        await File.WriteAllBytesAsync(_client.CacheFile, [.. "psono.net cache 1\n"u8, .. bytes[18..]]);

        Assert.Contains("another version", (await _client.FailAsync(server)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_it_is_useless()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await _client.ReadAsync(server);
        Assert.Equal(PsonoFailure.CacheNotAuthentic, (await _client.FailAsync(server, OfflineMode.Only, new string('b', 64))).Failure);
        Assert.Equal(PsonoFailure.CacheNotAuthentic, (await _client.FailAsync(server, OfflineMode.Fallback, new string('b', 64))).Failure);
    }

    [Fact]
    public async Task A_change_of_any_byte_is_noticed()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await _client.ReadAsync(server);
        var file = _client.CacheFile;
        var bytes = await File.ReadAllBytesAsync(file);
        for (var i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 97))
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            Assert.Equal(PsonoFailure.CacheNotAuthentic, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
        }

        foreach (var length in new[] { 0, 1, 20, bytes.Length / 2, bytes.Length - 1 })
        {
            await File.WriteAllBytesAsync(file, bytes[..length]);
            Assert.Equal(PsonoFailure.CacheNotAuthentic, (await _client.FailAsync(server)).Failure);
        }

        await File.WriteAllBytesAsync(file, bytes);
        Assert.Equal([Content], await _client.ReadAsync(server, OfflineMode.Only));
    }

    [Fact]
    public async Task The_cache_of_another_server_is_not_taken_for_this_ones()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await using var other = new ApiKeyServer(bulk: true, """{"note_title":"other"}""");
        await _client.ReadAsync(server);
        var first = _client.CacheFile;
        await _client.ReadAsync(other);
        var second = Assert.Single(Directory.GetFiles(_client.CacheDirectory, "*.sealed"), file => file != first);
        Assert.Equal([Content], await _client.ReadAsync(server, OfflineMode.Only));
        File.Copy(second, first, overwrite: true);
        Assert.Equal(PsonoFailure.CacheNotAuthentic, (await _client.FailAsync(server, OfflineMode.Only)).Failure);
    }

    [Fact]
    public async Task What_did_not_open_is_not_kept()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        server.Secrets[0].Tamper();
        Assert.Equal(PsonoFailure.NotAuthentic, (await _client.FailAsync(server)).Failure);
        Assert.False(Directory.Exists(_client.CacheDirectory));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_a_warning()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await File.WriteAllTextAsync(_client.CacheDirectory, "in the way");
        Assert.Equal([Content], await _client.ReadAsync(server));
        Assert.Contains("cannot be written", Assert.Single(_client.Warnings), StringComparison.Ordinal);
        File.Delete(_client.CacheDirectory);
    }

    [Fact]
    public async Task A_directory_that_others_may_write_to_is_a_warning()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        Directory.CreateDirectory(_client.CacheDirectory);
        File.SetUnixFileMode(_client.CacheDirectory, (UnixFileMode)0x1FF);
        await _client.ReadAsync(server);
        Assert.Contains("other users may replace files", Assert.Single(_client.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_processes_share_it()
    {
        await using var server = new ApiKeyServer(bulk: true, Content);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _client.ReadAsync(server))));
        Assert.Empty(_client.Warnings);
        Assert.Equal([Content], await _client.ReadAsync(server, OfflineMode.Only));
        Assert.DoesNotContain(Directory.GetFiles(_client.CacheDirectory), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    private static CacheContent Holding(Guid id, string writeDate)
    {
        var content = new CacheContent();
        content.Grant([id]);
        content.Confirm(
            [new SealedSecret
            {
                Id = id,
                WriteDate = writeDate,
                Data = Encoding.UTF8.GetBytes(writeDate),
                DataNonce = [],
                SecretKey = [],
                SecretKeyNonce = [],
            }],
            DateTimeOffset.UnixEpoch);
        content.Keep([new OpenedSecret(id, writeDate, Encoding.UTF8.GetBytes(Content))]);
        content.Tag(null, "tag");
        return content;
    }
}
