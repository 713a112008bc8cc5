using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Psono.Server.Tests.Hosting;

/// <summary>The program itself, as its own process.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const int Sigint = 2;
    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Where it listens, once it does.</summary>
    public string Url { get; private set; } = "";

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Runs until it ends by itself.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>The same, with what a shell does to its output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string redirection, string[] arguments)
    {
        await using var server = Start(arguments, redirection);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await server._process.WaitForExitAsync(patience.Token);
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>Starts on a port that the system chooses, unless the arguments name one, and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>The same, with these variables besides.</summary>
    public static async Task<ServerProcess> StartAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var server = Start(["--urls", "http://127.0.0.1:0", .. arguments], environment: environment);
        var ended = Task.WhenAny(server._process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(60)));
        if (await Task.WhenAny(server._listening.Task, ended) == server._listening.Task)
            return server;

        await server.DisposeAsync();
        throw new InvalidOperationException("the server does not start: " + server.Output);
    }

    /// <summary>SIGTERM, or another signal, and the exit code.</summary>
    public async Task<int> StopAsync(int signal = Sigterm)
    {
        Assert.Equal(0, Signal(_process.Id, signal));
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public void Kill() => _process.Kill();

    private static ServerProcess Start(string[] arguments, string redirection = "", Dictionary<string, string>? environment = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "psono-server.dll");
        var host = Environment.ProcessPath is { } ours && Path.GetFileNameWithoutExtension(ours) == "dotnet" ? ours : "dotnet";
        var script = $"ulimit -Sc $(ulimit -Hc); exec \"$0\" \"$@\" {redirection}";
        var start = new ProcessStartInfo("sh", ["-c", script, host, "exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        // None: the end of one of the two streams, at whatever moment.
        if (line.Data is not { } text)
            return;
        lock (_output)
            _output.AppendLine(text);
        if (Listening().Match(text) is not { Success: true } match)
            return;
        Url = match.Groups[1].Value;
        _listening.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("listening on (https?://[^, ]+),")]
    private static partial Regex Listening();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
