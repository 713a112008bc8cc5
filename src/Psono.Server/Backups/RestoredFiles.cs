using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Backups;

/// <summary>What a backup holds, beside the place where it is to be, until all of it has been checked.</summary>
internal sealed class RestoredFiles : IDisposable
{
    private const int MostManifestBytes = 64 * 1024;

    private const string CheckIntegrity = "pragma integrity_check(1)";

    private readonly string _directory;

    private RestoredFiles(string directory) => _directory = directory;

    public BackupManifest Manifest { get; private set; } = null!;

    public UnfinishedFile? Keys { get; private set; }

    public UnfinishedFile? Database { get; private set; }

    /// <exception cref="OperatorException">It is no backup, or damaged.</exception>
    public static async Task<RestoredFiles> ReadAsync(Stream backup, string directory)
    {
        var files = new RestoredFiles(directory);
        try
        {
            await using var content = new GZipStream(backup, CompressionMode.Decompress, leaveOpen: true);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync() is { } entry)
                await files.TakeAsync(entry);
            // To the end, where the sum of all of it is.
            await content.CopyToAsync(Stream.Null);
            await files.CheckAsync();
            return files;
        }
        catch (Exception e)
        {
            files.Dispose();
            // Whatever garbage makes of the readers; the disk may fail as well.
            if (e is EndOfStreamException or not (OperatorException or IOException or UnauthorizedAccessException))
            {
                throw new OperatorException(
                    "it is not a backup by psono-server, or damaged; an encrypted one has to be opened with gpg --decrypt first");
            }

            throw;
        }
    }

    private async Task TakeAsync(TarEntry entry)
    {
        if (entry.EntryType != TarEntryType.RegularFile || entry.DataStream is not { } content)
            throw new InvalidDataException();
        switch (entry.Name)
        {
            case BackupManifest.FileName when Manifest is null && entry.Length <= MostManifestBytes:
                Manifest = await JsonSerializer.DeserializeAsync(content, BackupJson.Default.BackupManifest) ?? throw new JsonException();
                if (Manifest.Format > BackupManifest.Newest || Manifest.SchemaVersion > Migrator.Newest)
                    throw new OperatorException($"it was made by psono-server {Manifest.Program}: install that version or a newer one");
                break;
            case ServerKeys.FileName when Manifest is not null && Keys is null && entry.Length <= ServerKeys.MaxBytes:
                Keys = await CopyAsync(content, ServerKeys.FileName);
                break;
            case SqliteDatabase.FileName when Manifest is not null && Database is null:
                Database = await CopyAsync(content, SqliteDatabase.FileName);
                break;
            default:
                throw new InvalidDataException();
        }
    }

    private async Task<UnfinishedFile> CopyAsync(Stream content, string name)
    {
        var file = UnfinishedFile.Create(Path.Combine(_directory, $"{name}.restore"), FileShare.Read);
        try
        {
            await content.CopyToAsync(file.Content);
            file.Content.Flush(flushToDisk: true);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task CheckAsync()
    {
        if (Manifest is null || Database is null || (Manifest.VerifyKey is null) != (Keys is null))
            throw new InvalidDataException();
        Database.Content.Position = 0;
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(Database.Content)) != Manifest.DatabaseSha256)
            throw new InvalidDataException();
    }

    /// <summary>Whether the database is whole, and belongs to these keys.</summary>
    /// <exception cref="OperatorException">It is not, or does not.</exception>
    public async Task CheckAsync(ServerKeys keys, string keysPath)
    {
        await using var db = SqliteSnapshot.Open(Database!.Path);
        if (await db.FirstAsync(CheckIntegrity, row => row.GetString(0)) is var found and not "ok")
            throw new OperatorException($"the database in it is damaged: {found}");
        if (await db.FirstAsync(KeysOfDatabase.Find, row => row.GetString(0)) is { Length: > 0 } known && known != keys.Fingerprint)
            throw new OperatorException($"the database in it belongs to other keys than those in {keysPath}");
    }

    public void Dispose()
    {
        Keys?.Dispose();
        Database?.Dispose();
    }
}
