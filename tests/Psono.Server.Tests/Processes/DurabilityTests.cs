using System.Diagnostics;
using System.Globalization;
using Psono.Server.Data;

namespace Psono.Server.Tests.Processes;

/// <summary>Thousands of small writes, many in one transaction, killed in the middle.</summary>
public sealed class DurabilityTests
{
    /// <summary>Set for the child process, which is this test program again, to make it the writer.</summary>
    private const string WriterDirectory = "DURABILITY_TEST_DIRECTORY";

    [Fact]
    public async Task A_killed_writer_has_kept_every_write_it_acknowledged()
    {
        if (Environment.GetEnvironmentVariable(WriterDirectory) is { } ours)
        {
            await WriteForeverAsync(ours);
            return;
        }

        using var temporary = new TemporaryDirectory();
        var directory = temporary.Path;
        await StartAndKillWriterAsync(directory);

        var acknowledged = (await File.ReadAllTextAsync(
            Path.Combine(directory, "acknowledged"))).Split('\n')[..^1];
        await using var database = await Database.OpenAsync(null, directory);
        var stored = await database.ReadAsync(
            db => db.QueryAsync("select n from numbers", row => row.GetInt64(0).ToString(CultureInfo.InvariantCulture)));
        Assert.True(acknowledged.Length > 500, "the writer did not get far");
        Assert.Empty(acknowledged.Except(stored));
    }

    private static async Task StartAndKillWriterAsync(string directory)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", typeof(DurabilityTests).Assembly.Location,
                "--filter-method", $"*.{nameof(A_killed_writer_has_kept_every_write_it_acknowledged)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [WriterDirectory] = directory },
        };
        using var writer = Process.Start(start)!;
        var log = Path.Combine(directory, "acknowledged");
        for (var attempt = 0; attempt < 1200 && !(File.Exists(log) && new FileInfo(log).Length > 4000); attempt++)
            await Task.Delay(50);
        writer.Kill();
        await writer.WaitForExitAsync();
    }

    private static async Task WriteForeverAsync(string directory)
    {
        await using var database = await Database.OpenAsync(null, directory);
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n integer)"));
        await using var log = new FileStream(
            Path.Combine(directory, "acknowledged"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var logging = new SemaphoreSlim(1);
        var next = 0L;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            while (true)
            {
                var n = Interlocked.Increment(ref next);
                await database.WriteAsync(db => db.ExecuteAsync("insert into numbers values (@n)", ("@n", n)));
                await logging.WaitAsync();
                await log.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{n}\n"));
                logging.Release();
            }
        }));
    }
}
