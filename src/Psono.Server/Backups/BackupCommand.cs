using System.CommandLine;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Operations;
using Psono.Shared;

namespace Psono.Server.Backups;

// docs/decisions/0078
internal sealed class BackupCommand : LocalCommand
{
    private const string Stdout = "-";

    private readonly Argument<string> _file = new("file") { Description = "a file that does not exist yet, or - for stdout" };

    private readonly Option<bool> _withoutKeys = new("--without-keys")
    {
        Description = "leave out the server's keys, which are of no use to anybody but who has the database",
    };

    private readonly Option<string?> _encryptTo = new("--encrypt-to")
    {
        Description = "encrypt to the OpenPGP key in a file, as gpg --export writes it; gpg --decrypt opens the backup",
        HelpName = "key file",
    };

    public BackupCommand()
        : base("backup", "back up the database and the keys of a server, whether or not it runs")
    {
        Add(_file);
        Add(_withoutKeys);
        Add(_encryptTo);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psono-server backup /backups/psono-$(date +%F).tar.gz",
        "psono-server backup --encrypt-to backup-key.asc /backups/psono-$(date +%F).tar.gz.gpg",
        "psono-server backup - | ssh backup.example.com 'cat > psono.tar.gz'",
    ];

    public override async Task<OperatorAnswer> RunAsync(ServerOptions options, ParseResult given)
    {
        var keysPath = options.KeysFile ?? Path.Combine(options.DataDirectory, ServerKeys.FileName);
        if (options.Database is not null)
            throw new OperatorException(
                $"PostgreSQL has backups of its own, such as pg_dump or those of your cluster; keep a copy of {keysPath} apart");
        var recipient = given.GetValue(_encryptTo) is { } path ? OpenPgpRecipient.Open(path) : null;
        var file = given.GetValue(_file)!;
        if (file == Stdout && !Console.IsOutputRedirected)
            throw new UsageException("a backup is no text for a terminal: redirect stdout");

        if (file != Stdout && File.Exists(file))
            throw new OperatorException($"{file} exists");

        using var owner = DirectoryOwner.Become(options.DataDirectory);
        using var snapshot = await SqliteSnapshot.TakeAsync(options.DataDirectory);
        var keys = given.GetValue(_withoutKeys) ? null : KeysOf(snapshot, keysPath);
        using var privateKey = keys?.PrivateKey;
        var manifest = new BackupManifest(
            BackupManifest.Newest, ProgramVersion.Text, snapshot.Created, snapshot.SchemaVersion, keys?.VerifyKey, snapshot.Accounts,
            snapshot.Secrets, await snapshot.Sha256Async());
        var content = keys is null ? null : BoundedFile.Read(keysPath, ServerKeys.MaxBytes);
        // The backup is for whoever types.
        owner?.Dispose();

        Task WriteAsync(Stream output) => recipient is null
            ? BackupArchive.WriteAsync(output, manifest, snapshot.Content, content)
            : recipient.EncryptAsync(
                output, "psono.tar.gz", stream => BackupArchive.WriteAsync(stream, manifest, snapshot.Content, content));

        if (file == Stdout)
        {
            await using var stdout = Console.OpenStandardOutput();
            await WriteAsync(stdout);
        }
        else
        {
            using var target = UnfinishedFile.For(file);
            await WriteAsync(target.Content);
            target.FinishAs(file);
        }

        return new OperatorAnswer(Note: Describe(manifest, file, keysPath, isReadable: recipient is null));
    }

    private static ServerKeys KeysOf(SqliteSnapshot snapshot, string path)
    {
        if (!File.Exists(path))
            throw new OperatorException(
                $"the keys file {path} does not exist: name it with --keys-file, or leave it out with --without-keys");
        var keys = ServerKeys.Open(path, mayCreate: false);
        return snapshot.Fingerprint.Length == 0 || snapshot.Fingerprint == keys.Fingerprint
            ? keys
            : throw new OperatorException($"the keys in {path} are not those of the database: name the right ones with --keys-file");
    }

    private static string Describe(BackupManifest manifest, string file, string keysPath, bool isReadable)
    {
        var what = $"Backed up {manifest.Contents}";
        var where = file == Stdout ? "" : $" to {file}";
        return what + where + (manifest.VerifyKey is null
            ? $", without the keys: keep a copy of {keysPath} apart, nothing can be restored without it"
            : isReadable ? ". The keys are in it: whoever has it can read e-mail addresses, but no secret" : "");
    }
}
