using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>A published psono-server on a free loopback port.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _origin = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    public string Origin { get; private set; } = "";

    public string Url => Origin + "/server";

    public int Id => _process.Id;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static Task<ServerProcess> StartAsync(string dataDirectory, string scheme = "http", params string[] arguments) =>
        StartAsync(dataDirectory, scheme, heapLimit: null, arguments);

    /// <param name="heapLimit">
    /// How large its managed heap may get before it ends; what the runtime takes itself on a machine with a third more memory.
    /// </param>
    public static async Task<ServerProcess> StartAsync(string dataDirectory, string scheme, long? heapLimit, params string[] arguments)
    {
        var start = new ProcessStartInfo(Published.Server, ["--data-dir", dataDirectory, "--urls", scheme + "://127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PSONO_ALLOW_REGISTRATION"] = "true" },
        };
        if (heapLimit is { } bytes)
            start.Environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", CultureInfo.InvariantCulture);
        var server = new ServerProcess(Process.Start(start)!);
        server._process.OutputDataReceived += server.OnLine;
        server._process.ErrorDataReceived += server.OnLine;
        server._process.EnableRaisingEvents = true;
        server._process.Exited += (_, _) =>
            server._origin.TrySetException(new InvalidOperationException("psono-server ended:\n" + server.Log));
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.Origin = await server._origin.Task.WaitAsync(Shell.Patience);
        return server;
    }

    /// <summary>SIGKILL: the machine loses power, as far as the process can tell.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Shell.RunAsync($"kill {_process.Id}");
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        // None: the end of one of the two streams, at whatever moment.
        if (line.Data is not { } text)
            return;
        lock (_log)
            _log.AppendLine(text);
        // The last line of a start: what comes after it is about requests.
        if (text.Contains("server key ", StringComparison.Ordinal) && Address().Match(Log) is { Success: true } found)
            _origin.TrySetResult(found.Value);
    }

    [GeneratedRegex(@"https?://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();
}
