using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Psono.Server.Data;
using Psono.Server.Operations;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Operations;

/// <summary>Commands as they are typed, with a server that runs, one that does not, and one that was killed.</summary>
public sealed partial class OperatorProgramTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    private string DataDirectory => _temporary.File("data");

    [Fact]
    public async Task They_work_while_the_server_runs_after_it_stopped_and_after_it_was_killed()
    {
        await using (var server = await ServerProcess.StartAsync("--data-dir", DataDirectory))
        {
            string[] create = ["user", "create", "alice@example.com", "--password-stdin", "--admin"];
            var (code, output) = await RunAsync("<<E\nGeheim-1234\nE\n", create);
            Assert.Equal((0, "Created alice@example.com\n"), (code, output));
            (code, output) = await RunAsync("2>&1 </dev/null", "user", "delete", "alice@example.com");
            Assert.Equal(
                (2, "psono-server: error: This deletes alice@example.com with all secrets that nobody else can access. "
                    + "Confirm with --yes\n"),
                (code, output));
            (_, output) = await RunAsync("", "user", "list");
            Assert.Contains("alice@example.com  administrator  active", output, StringComparison.Ordinal);
            Assert.Contains("Executes psono-server user create", server.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Geheim", server.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("alice", server.Output, StringComparison.Ordinal);
            server.Kill();
        }

        Assert.True(File.Exists(Path.Combine(DataDirectory, ControlSocket.FileName)));
        var invited = await RunAsync("2>/dev/null", "user", "invite", "bob@example.com");
        Assert.Equal(0, invited.ExitCode);
        Assert.Contains("#invitation=", invited.Output, StringComparison.Ordinal);

        await using (var again = await ServerProcess.StartAsync("--data-dir", DataDirectory))
        {
            Assert.Contains("bob@example.com", (await RunAsync("", "invitation", "list")).Output, StringComparison.Ordinal);
            var (_, key) = await RunAsync("", "key", "show");
            Assert.Contains($"server key {key.Trim()}", again.Output, StringComparison.Ordinal);
            Assert.Equal(0, await again.StopAsync());
        }

        Assert.False(File.Exists(Path.Combine(DataDirectory, ControlSocket.FileName)));
        Assert.Equal(
            (0, "psono-server: Deleted alice@example.com\n"), await RunAsync("2>&1", "user", "delete", "alice@example.com", "--yes"));
    }

    [Fact]
    public async Task A_backup_of_a_server_that_runs_becomes_the_same_server()
    {
        var backup = _temporary.File("backup.tar.gz");
        string key;
        await using (await ServerProcess.StartAsync("--data-dir", DataDirectory))
        {
            await RunAsync("<<E\nGeheim-1234\nE\n", "user", "create", "alice@example.com", "--password-stdin");
            (_, key) = await RunAsync("", "key", "show");
            var (code, note) = await RunAsync($"2>&1 >{backup}", "backup", "-");
            Assert.Equal(
                (0, "psono-server: Backed up 1 account and 0 secrets. The keys are in it: whoever has it can read e-mail addresses, but no "
                    + "secret\n"),
                (code, note));
        }

        Directory.Delete(DataDirectory, recursive: true);
        // As a package makes it.
        var isGiven = Chown(Directory.CreateDirectory(DataDirectory).FullName, 12345, 12345) == 0;
        LetThrough();
        Assert.Equal(0, (await RunAsync($"2>&1 <{backup}", "restore", "-")).ExitCode);
        Assert.All(Directory.GetFiles(DataDirectory), file => Assert.True(!isGiven || FileOwner.Of(file) == 12345, file));
        await using (await ServerProcess.StartAsync("--data-dir", DataDirectory))
        {
            Assert.Equal(key, (await RunAsync("", "key", "show")).Output);
            Assert.Contains("alice@example.com", (await RunAsync("", "user", "list")).Output, StringComparison.Ordinal);
        }
    }

    /// <summary>The owner of the directory may be a server that somebody else has taken over.</summary>
    [Fact]
    public async Task A_link_leads_root_nowhere()
    {
        var backup = _temporary.File("backup.tar.gz");
        await using (var server = await ServerProcess.StartAsync("--data-dir", DataDirectory))
            await server.StopAsync();
        Assert.Equal(0, (await RunAsync("", "backup", backup)).ExitCode);
        string[] given = [DataDirectory, .. Directory.GetFiles(DataDirectory)];
        if (given.Any(path => Chown(path, 12345, 12345) != 0))
            Assert.Skip("only root can give files away");
        LetThrough();
        var victim = _temporary.Write("victim", "mine");
        File.CreateSymbolicLink(Path.Combine(DataDirectory, "backup.tmp"), victim);
        File.CreateSymbolicLink(Path.Combine(DataDirectory, "keys.json.restore"), victim);

        Assert.Equal(1, (await RunAsync("", "backup", backup + "2")).ExitCode);
        Array.ForEach([.. Directory.GetFiles(DataDirectory, "psono.sqlite*"), Path.Combine(DataDirectory, "keys.json")], File.Delete);
        var (code, output) = await RunAsync("2>&1", "restore", backup);

        Assert.Equal(1, code);
        Assert.Contains("keys.json.restore", output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(victim));
        Assert.Equal(0u, FileOwner.Of(victim));
    }

    [Fact]
    public async Task A_backup_that_is_interrupted_leaves_nothing()
    {
        await using (var server = await ServerProcess.StartAsync("--data-dir", DataDirectory))
            await server.StopAsync();
        await using (var database = await Database.OpenAsync(null, DataDirectory))
            await database.WriteAsync(db => db.ExecuteAsync("create table large as select randomblob(1000000) as bytes"));
        string[] command = ["exec", Path.Combine(AppContext.BaseDirectory, "psono-server.dll"), "backup", "-", "--data-dir", DataDirectory];
        using var backup = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;

        // It writes to a pipe that nobody empties.
        await backup.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1]);
        Assert.True(File.Exists(Path.Combine(DataDirectory, "backup.tmp")));
        using var kill = Process.Start("kill", ["-TERM", $"{backup.Id}"]);
        await backup.WaitForExitAsync();

        Assert.Equal(128 + 15, backup.ExitCode);
        Assert.False(File.Exists(Path.Combine(DataDirectory, "backup.tmp")));
    }

    [Fact]
    public async Task Where_no_server_ever_ran_nothing_is_made()
    {
        Assert.Equal(
            (1, $"psono-server: error: no server runs in {DataDirectory}, and there is no database: name it with --data-dir or "
                + "--database\n"),
            await RunAsync("2>&1", "user", "list"));
        Assert.False(Path.Exists(DataDirectory));
    }

    [Fact]
    public async Task Files_of_another_user_stay_theirs()
    {
        await using (var server = await ServerProcess.StartAsync("--data-dir", DataDirectory))
            await server.StopAsync();
        if (Chown(Path.Combine(DataDirectory, "psono.sqlite"), 12345, 12345) != 0)
            Assert.Skip("only root can give files away");

        Assert.Equal(
            (1, $"psono-server: error: no server runs in {DataDirectory}, which belongs to another user: start the server first, or run "
                + "the command as that user\n"),
            await RunAsync("2>&1", "user", "list"));
    }

    [Fact]
    public async Task A_database_of_PostgreSQL_can_be_named_while_a_server_runs_on_it()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        await TestUser.RegisterAsync(server, "bob");

        var (code, output) = await RunAsync("", "user", "list", "--database", schema.ConnectionString, "--keys-file", server.KeysFile);

        Assert.Equal(0, code);
        Assert.Contains("bob@example.com", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_older_than_the_program_is_left_as_it_is()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("delete from schema_version where version = 12"));

        Assert.Equal(
            (1, "psono-server: error: the database has not been used with this version yet: start the server first\n"),
            await RunAsync("2>&1", "user", "list", "--database", schema.ConnectionString, "--keys-file", server.KeysFile));
    }

    [Fact]
    public async Task A_second_server_of_a_directory_leaves_the_socket_to_the_first()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var first = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        await using (await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--data-dir", first.DataDirectory]))
            Assert.Equal(0, (await first.AskAsync("user", "list")).Code);
        Assert.Equal(0, (await first.AskAsync("user", "list")).Code);
    }

    [Fact]
    public async Task What_is_no_request_is_not_answered_and_the_next_one_is()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        foreach (var bytes in new[] { "", "x", "{}", "[1]", new string('[', 2 << 20) })
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(server.DataDirectory, ControlSocket.FileName)));
            try
            {
                await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(bytes));
                socket.Shutdown(SocketShutdown.Send);
                Assert.Equal(0, await socket.ReceiveAsync(new byte[16]));
            }
            catch (SocketException)
            {
                // Hung up on before all of it was sent.
            }
        }

        Assert.Equal(0, (await server.AskAsync("user", "list")).Code);
    }

    [Theory]
    [InlineData("user", "psono-server user: accounts", "  invite ")]
    [InlineData("user invite --help", "psono-server user invite: print a link", "  psono-server user invite bob@example.com")]
    [InlineData("session end -h", "psono-server session end: end sessions", "  --user <username> ")]
    public async Task Help_needs_no_server(string arguments, params string[] lines)
    {
        var (code, help) = await RunAsync("", arguments.Split(' '));

        Assert.Equal(0, code);
        Assert.All(lines, line => Assert.Contains(line, help, StringComparison.Ordinal));
    }

    /// <summary>As the directories above a server's are.</summary>
    private void LetThrough() => File.SetUnixFileMode(
        _temporary.Path, File.GetUnixFileMode(_temporary.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public void Dispose() => _temporary.Dispose();

    private async Task<(int ExitCode, string Output)> RunAsync(string redirection, params string[] arguments)
    {
        var (code, output) = await ServerProcess.RunAsync(redirection, [.. arguments, "--data-dir", DataDirectory]);
        return (code, output);
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, int user, int group);
}
