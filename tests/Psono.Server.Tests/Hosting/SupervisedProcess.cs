using System.Diagnostics;
using System.Text;

namespace Psono.Server.Tests.Hosting;

/// <summary>A program that refuses to run as root, and that ends with the tests, however they end.</summary>
internal sealed class SupervisedProcess : IAsyncDisposable
{
    /// <summary>
    /// Its standard input ends with the tests: then the program is stopped (PostgreSQL at once by QUIT, which a shell lets others ignore),
    /// and its directory removed by whoever is left to do so.
    /// </summary>
    private const string Supervisor = """
        trap '' INT TERM
        "$@" &
        read -r regular_end
        kill -QUIT $! 2>/dev/null && kill -TERM $! 2>/dev/null
        wait
        [ "$regular_end" ] || rm -rf "$0"
        """;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private SupervisedProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    public string Errors => _errors.ToString();

    public static SupervisedProcess Start(TemporaryDirectory directory, params string[] command) =>
        new(StartProcess(["sh", "-c", Supervisor, directory.Path, .. Unprivileged(command)]));

    /// <summary>Runs to its end, as the same user.</summary>
    public static async Task RunAsync(params string[] command)
    {
        using var process = StartProcess(Unprivileged(command));
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {error}");
    }

    /// <summary>Gives a directory to the user that these programs run as.</summary>
    public static void HandOver(TemporaryDirectory directory)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        using var process = StartProcess(["chown", "-R", "postgres:postgres", directory.Path]);
        process.WaitForExit();
    }

    private static string[] Unprivileged(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", .. command] : command;

    private static Process StartProcess(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} does not start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StandardInput.WriteLineAsync("regular");
        await _process.StandardInput.FlushAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
