using System.Diagnostics;
using System.Text;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>What a command printed and how it ended. Output is Latin-1, so that every byte is one character.</summary>
public sealed record Result(int ExitCode, string Output, string Error)
{
    public Result Succeeds()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output}");
        return this;
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs bash scripts: what a user would type, with <c>psonoci</c> on the PATH.</summary>
public static class Shell
{
    /// <summary>
    /// Lines of a script: a server in the background that answers nothing, its process id in $listener, its port in the file "port".
    /// The file "asked" has a byte for each request that it got.
    /// </summary>
    public const string SilentServer =
        """
        python3 -c '
        import socket
        listener, open_ones = socket.create_server(("127.0.0.1", 0)), []
        listener.settimeout(60)
        print(listener.getsockname()[1], flush=True)
        while True:
            open_ones.append(listener.accept()[0])
            open("asked", "ab").write(open_ones[-1].recv(1))' >port & listener=$!
        until [ -s port ]; do sleep 0.02; done
        """;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<Result> RunAsync(
        string script, IReadOnlyDictionary<string, string>? environment = null, string input = "", TimeSpan? patience = null)
    {
        using var process = Start(script, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"still running after {patience ?? Patience}: {script}");
        }

        return new Result(process.ExitCode, await output, await error);
    }

    public static Process Start(string script, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PSONO_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["PATH"] = Path.GetDirectoryName(Published.Psonoci) + ":" + Path.GetDirectoryName(Published.Server) + ":"
            + start.Environment["PATH"];
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
