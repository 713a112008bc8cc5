using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Psono.Server.Data;

namespace Psono.Server.Backups;

/// <summary>A backup as a file: a tar archive, compressed by gzip, of the manifest, the database and, unless left out, the keys.</summary>
internal static class BackupArchive
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="output">Stays open.</param>
    /// <param name="manifest">What is in it.</param>
    /// <param name="database">From its beginning to its end.</param>
    /// <param name="keys">The keys file; null: not in it.</param>
    public static async Task WriteAsync(Stream output, BackupManifest manifest, Stream database, byte[]? keys)
    {
        // Ciphertexts are hex digits: half of it goes, and more would take longer than the disk.
        await using var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(compressed, TarEntryFormat.Pax);
        var about = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
        await AddAsync(tar, BackupManifest.FileName, manifest.Created, new MemoryStream(about));
        if (keys is not null)
            await AddAsync(tar, ServerKeys.FileName, manifest.Created, new MemoryStream(keys));
        await AddAsync(tar, SqliteDatabase.FileName, manifest.Created, database);
    }

    private static Task AddAsync(TarWriter tar, string name, DateTimeOffset time, Stream content) => tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = OwnerOnly, ModificationTime = time, DataStream = content });
}
