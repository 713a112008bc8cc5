using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Psono.Server.Backups;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    /// <summary>Of gzip: a date and such, which no sum covers.</summary>
    private const int Header = 10;

    private readonly TemporaryDirectory _temporary = new();

    private string Data => _temporary.File("data");

    private string Backup => _temporary.File("backup.tar.gz");

    [Fact]
    public async Task A_copy_holds_one_moment_while_others_write_and_all_that_was_acknowledged_before()
    {
        Directory.CreateDirectory(Data);
        await using var database = await Database.OpenAsync(null, Data);
        await database.WriteAsync(db => db.ExecuteAsync("create table a (n bigint); create table b (n bigint)"));
        var acknowledged = 0L;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await database.WriteAsync(async db =>
                {
                    await db.ExecuteAsync("insert into a values (1)");
                    await db.ExecuteAsync("insert into b values (1)");
                    return 0;
                });
                Interlocked.Increment(ref acknowledged);
            }
        });

        for (var i = 0; i < 20; i++)
        {
            var before = Interlocked.Read(ref acknowledged);
            using var snapshot = await SqliteSnapshot.TakeAsync(Data);
            File.WriteAllBytes(_temporary.File("copy"), await ReadAsync(snapshot.Content));
            await using var copy = SqliteSnapshot.Open(_temporary.File("copy"));
            var (a, b) = await copy.FirstAsync(
                "select (select count(*) from a), (select count(*) from b)", row => (row.GetInt64(0), row.GetInt64(1)));
            Assert.Equal(a, b);
            Assert.True(a >= before, $"{a} of {before}");
        }

        await stop.CancelAsync();
        await writing;
        Assert.True(acknowledged > 20);
        Assert.False(File.Exists(Path.Combine(Data, "backup.tmp")));
    }

    [Fact]
    public async Task What_is_restored_is_what_was_backed_up_for_its_owner_alone()
    {
        await TestBackup.MakeAsync(Data);
        var answer = await TestBackup.RunAsync(Data, "backup", Backup);
        var moved = _temporary.File("moved");
        var restored = await TestBackup.RunAsync(moved, "restore", Backup);

        Assert.Equal(
            $"Backed up 1 account and 0 secrets to {Backup}. The keys are in it: whoever has it can read e-mail addresses, but no secret",
            answer.Note);
        Assert.StartsWith("Restored 1 account and 0 secrets, as of ", restored.Note, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Data, "keys.json")), File.ReadAllBytes(Path.Combine(moved, "keys.json")));
        Assert.All(
            [Backup, .. Directory.GetFiles(moved)],
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        await using var state = await ServerState.OpenAsync(TestBackup.Options(moved), TimeProvider.System);
        Assert.Equal(1L, await state.Database.ReadAsync(db => db.FirstAsync("select count(*) from users", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task Keys_that_were_left_out_are_named_and_needed()
    {
        await TestBackup.MakeAsync(Data);
        var keys = Path.Combine(Data, "keys.json");
        var answer = await TestBackup.RunAsync(Data, "backup", Backup, "--without-keys");
        Assert.EndsWith($"without the keys: keep a copy of {keys} apart, nothing can be restored without it", answer.Note);
        var moved = Directory.CreateDirectory(_temporary.File("moved")).FullName;

        Assert.StartsWith("the backup was made without keys: put ", await TestBackup.RefusalAsync(moved, "restore", Backup));
        await TestBackup.MakeAsync(_temporary.File("other"));
        File.Copy(Path.Combine(_temporary.File("other"), "keys.json"), Path.Combine(moved, "keys.json"));
        Assert.StartsWith("the database in it belongs to other keys", await TestBackup.RefusalAsync(moved, "restore", Backup));
        Assert.Equal(["keys.json", "psono.lock"], Names(moved));

        File.Copy(keys, Path.Combine(moved, "keys.json"), overwrite: true);
        await TestBackup.RunAsync(moved, "restore", Backup);
        await using var state = await ServerState.OpenAsync(TestBackup.Options(moved), TimeProvider.System);
    }

    [Fact]
    public async Task Keys_of_another_database_and_missing_ones_are_not_backed_up()
    {
        await TestBackup.MakeAsync(Data);
        await TestBackup.MakeAsync(_temporary.File("other"));
        var other = Path.Combine(_temporary.File("other"), "keys.json");

        Assert.Contains("are not those of the database", await TestBackup.RefusalAsync(Data, "backup", Backup, "--keys-file", other));
        Assert.Contains(
            "does not exist: name it with --keys-file",
            await TestBackup.RefusalAsync(Data, "backup", Backup, "--keys-file", _temporary.File("missing")));
        Assert.False(File.Exists(Backup));
        Assert.DoesNotContain("backup.tmp", Names(Data));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        await TestBackup.MakeAsync(Data);
        File.WriteAllText(Backup, "mine");
        Assert.Contains("exists", await TestBackup.RefusalAsync(Data, "backup", Backup));
        Assert.Equal("mine", File.ReadAllText(Backup));
        File.Delete(Backup);
        await TestBackup.RunAsync(Data, "backup", Backup);
        foreach (var name in new[] { "psono.sqlite", "psono.sqlite-wal", "psono.sqlite-shm" })
        {
            File.WriteAllText(Path.Combine(Data, name), "");
            Assert.EndsWith($"{name} exists: move it away first", await TestBackup.RefusalAsync(Data, "restore", Backup));
            File.Delete(Path.Combine(Data, name));
        }

        Assert.Equal(["backup.tar.gz", "data"], Names(_temporary.Path));
    }

    [Fact]
    public async Task A_server_that_runs_keeps_its_directory()
    {
        await TestBackup.MakeAsync(Data);
        await TestBackup.RunAsync(Data, "backup", Backup);
        File.Delete(Path.Combine(Data, "psono.sqlite"));
        await using var state = await ServerState.OpenAsync(TestBackup.Options(Data), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StartException>(() => TestBackup.RunAsync(Data, "restore", Backup));

        Assert.Contains("another psono-server uses the data directory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_damaged_anywhere_is_refused_and_leaves_nothing()
    {
        await TestBackup.MakeAsync(Data);
        await TestBackup.RunAsync(Data, "backup", Backup);
        var whole = File.ReadAllBytes(Backup);
        var moved = _temporary.File("moved");
        await TestBackup.RunAsync(moved, "restore", Backup);
        var content = Take(moved);
        for (var i = 0; i < 200; i++)
        {
            var damaged = whole.ToArray();
            if (i % 2 == 0)
                damaged = damaged[..(damaged.Length * i / 200)];
            else
                damaged[Header + ((damaged.Length - Header) * i / 200)] ^= (byte)(1 << (i / 2 % 8));
            File.WriteAllBytes(Backup, damaged);

            if (await Record.ExceptionAsync(() => TestBackup.RunAsync(moved, "restore", Backup)) is { } refused)
                Assert.StartsWith("it is not a backup by", Assert.IsType<OperatorException>(refused).Message, StringComparison.Ordinal);
            else
                // Compressed zeros can be written in several ways.
                Assert.Equal(content, Take(moved));
            Assert.Equal(["psono.lock"], Names(moved));
        }
    }

    [Theory]
    [InlineData("../keys.json"), InlineData("/tmp/keys.json"), InlineData("appsettings.json"), InlineData("manifest.json")]
    public async Task An_archive_with_other_files_is_refused(string name)
    {
        await TestBackup.MakeAsync(Data);
        await TestBackup.RunAsync(Data, "backup", Backup);
        var content = new MemoryStream();
        await using (var tar = new TarWriter(content, leaveOpen: true))
        {
            await using var zip = new GZipStream(File.OpenRead(Backup), CompressionMode.Decompress);
            await using var old = new TarReader(zip);
            while (await old.GetNextEntryAsync(copyData: true) is { } entry)
                await tar.WriteEntryAsync(entry);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        }

        File.Delete(Backup);
        await using (var file = new GZipStream(File.Create(Backup), CompressionLevel.Fastest))
            await file.WriteAsync(content.ToArray());
        Assert.Contains("is not a backup", await TestBackup.RefusalAsync(_temporary.File("moved"), "restore", Backup));
        Assert.Equal(["psono.lock"], Names(_temporary.File("moved")));
    }

    [Fact]
    public async Task A_key_of_gpg_opens_what_was_encrypted_to_it_and_nothing_else_does()
    {
        await TestBackup.MakeAsync(Data);
        var home = Directory.CreateDirectory(
            _temporary.File("gpg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var key = _temporary.File("key.asc");
        await ShellAsync($"gpg --homedir {home} -q --batch --passphrase '' --quick-gen-key backup@example.com default default");
        await ShellAsync($"gpg --homedir {home} -q --armor --export >{key}");

        var answer = await TestBackup.RunAsync(Data, "backup", Backup, "--encrypt-to", key);
        Assert.Equal($"Backed up 1 account and 0 secrets to {Backup}", answer.Note);
        Assert.Contains("gpg --decrypt", await TestBackup.RefusalAsync(_temporary.File("moved"), "restore", Backup));
        await ShellAsync($"gpg --homedir {home} -q --decrypt {Backup} >{Backup}.clear; gpgconf --homedir {home} --kill all");
        await TestBackup.RunAsync(_temporary.File("moved"), "restore", $"{Backup}.clear");
        Assert.Equal(["keys.json", "psono.lock", "psono.sqlite"], Names(_temporary.File("moved")));
    }

    [Fact]
    public async Task PostgreSQL_has_its_own()
    {
        string[] database = ["--database", "postgresql:///psono"];
        Assert.Contains("pg_dump", await TestBackup.RefusalAsync(Data, ["backup", Backup, .. database]));
        Assert.Contains("its own tools", await TestBackup.RefusalAsync(Data, ["restore", Backup, .. database]));
        Assert.Contains("there is no database in", await TestBackup.RefusalAsync(Data, "backup", Backup));
    }

    /// <summary>What was restored, which is gone then.</summary>
    private static List<byte[]> Take(string directory)
    {
        string[] files = [Path.Combine(directory, "keys.json"), Path.Combine(directory, "psono.sqlite")];
        var contents = files.Select(File.ReadAllBytes).ToList();
        Array.ForEach(files, File.Delete);
        return contents;
    }

    private static string[] Names(string directory) =>
        [.. Directory.GetFileSystemEntries(directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardError = true })!;
        var errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, errors);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    public void Dispose() => _temporary.Dispose();
}
