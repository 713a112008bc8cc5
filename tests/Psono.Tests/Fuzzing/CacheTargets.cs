using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Protocol.Cryptography;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>The cache file as it lies on the disk, and what is inside of it.</summary>
internal static class CacheTargets
{
    private static readonly TemporaryState State = new();
    private static readonly SecretKey Key = SecretKey.FromHex(new string('a', 64));
    private static readonly Guid Id = new("0e1ed23d-cac8-4a04-868b-275bf43b81cd");

    private static readonly SealedSecret Secret = new()
    {
        Id = Id,
        WriteDate = "2026-11-23T19:12:46.181998Z",
        Data = new byte[32],
        DataNonce = new byte[24],
        SecretKey = new byte[80],
        SecretKeyNonce = new byte[24],
    };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "cache-file",
            Sources = ["Psono.Client/ApiKeys/Caching/CacheFile.cs"],
            Seeds = [SealedFile()],
            Allowed = [typeof(PsonoApiException)],
            Inputs = 60,
            CallAsync = FuzzTarget.Bytes(file =>
            {
                State.Write("cache", file);
                Assert.Equal(Content(), new CacheFile(State.Path, "cache", Key, TimeSpan.Zero).Read());
            }),
        },
        new()
        {
            Name = "cache-content",
            Sources = ["Psono.Client/ApiKeys/Caching/CacheFormat.cs", "Psono.Client/ApiKeys/Caching/CacheReader.cs"],
            Seeds = [Content()],
            Allowed = [typeof(PsonoApiException)],
            Inputs = 60,
            CallAsync = FuzzTarget.Bytes(ReadContent),
        },
    ];

    private static byte[] SealedFile()
    {
        var file = new CacheFile(State.Path, "seed", Key, TimeSpan.Zero);
        file.Replace(_ => Content());
        return File.ReadAllBytes(file.Path);
    }

    private static byte[] Content()
    {
        using var content = new CacheContent();
        content.Grant([Id]);
        content.Confirm([Secret], DateTimeOffset.UnixEpoch);
        content.Confirm([Secret with { Data = [1] }], DateTimeOffset.UnixEpoch);
        content.Keep([new OpenedSecret(Id, Secret.WriteDate, [.. "{}"u8])]);
        content.Tag(null, "\"tag\"");
        return CacheFormat.Write(content);
    }

    private static void ReadContent(byte[] utf8)
    {
        var options = new SecretCacheOptions { Directory = State.Path, Warn = _ => { } };
        using var cache = new SecretCache(options, new Uri("https://vault.example.com/server/"), Id, Key);
        var owner = KeyDerivation.Derive(Key, KeyPurpose.Cache, $"https://vault.example.com/server/ {Id}");
        new CacheFile(State.Path, Path.GetFileName(cache.Path), owner, TimeSpan.Zero).Replace(_ => utf8);
        using var content = cache.Load();
        foreach (var secret in content.Select(null) ?? [])
            _ = content.Seen.TryGetValue(secret.Id, out var seen) && seen.ShowRollback(Secret.Version);
        _ = content.TagOf(null);
        content.Adopt(content);
        content.Confirm([Secret], DateTimeOffset.UnixEpoch);
        content.Keep([new OpenedSecret(Id, writeDate: null, [])]);
        content.Grant([Id]);
        cache.Save(content);
    }
}
