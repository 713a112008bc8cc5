using System.CommandLine;
using System.Globalization;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Backups;

// docs/decisions/0078
internal sealed class RestoreCommand : LocalCommand
{
    private const string Stdin = "-";

    private readonly Argument<string> _file = new("file") { Description = "what psono-server backup wrote, or - for stdin" };

    public RestoreCommand()
        : base("restore", "restore a backup into a data directory without a database, while no server runs in it") => Add(_file);

    public override IReadOnlyList<string> Examples =>
    [
        "psono-server restore /backups/psono-2026-12-01.tar.gz",
        "gpg --decrypt psono-2026-12-01.tar.gz.gpg | psono-server restore -",
    ];

    public override async Task<OperatorAnswer> RunAsync(ServerOptions options, ParseResult given)
    {
        if (options.Database is not null)
            throw new OperatorException("backups by psono-server are of SQLite: restore PostgreSQL with its own tools");
        await using var backup = Open(given.GetValue(_file)!);
        using var owner = DirectoryOwner.Become(options.DataDirectory);
        using var directory = DataDirectory.Open(options.DataDirectory, exclusive: true);
        var database = Path.Combine(directory.Path, SqliteDatabase.FileName);
        // Also the journal of another database: SQLite would put it into this one.
        if (SqliteDatabase.FilesOf(database).FirstOrDefault(File.Exists) is { } existing)
            throw new OperatorException($"{existing} exists: move it away first");

        using var files = await RestoredFiles.ReadAsync(backup, directory.Path);
        var keysPath = options.KeysFile ?? Path.Combine(directory.Path, ServerKeys.FileName);
        var hasKeys = File.Exists(keysPath);
        if (!hasKeys && files.Keys is null)
            throw new OperatorException($"the backup was made without keys: put the keys file to {keysPath} first");
        // Those that are there count: they may be in a place that only root can write.
        var keys = ServerKeys.Open(hasKeys ? keysPath : files.Keys!.Path, mayCreate: false);
        using (keys.PrivateKey)
            await files.CheckAsync(keys, keysPath);

        if (!hasKeys)
            files.Keys!.FinishAs(keysPath);
        files.Database!.FinishAs(database);
        return new OperatorAnswer(Note: Describe(files.Manifest, directory.Path));
    }

    private static Stream Open(string file)
    {
        if (file == Stdin)
            return Console.OpenStandardInput();
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"cannot read {file}: {e.Message}");
        }
    }

    private static string Describe(BackupManifest manifest, string directory) => string.Create(
        CultureInfo.InvariantCulture,
        $"Restored {manifest.Contents}, as of {manifest.Created:yyyy-MM-dd HH:mm} UTC, to "
        + $"{directory}. API keys, sessions and grants that were revoked after that are valid again");
}
