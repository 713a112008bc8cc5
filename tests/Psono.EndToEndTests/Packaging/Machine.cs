using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// What a step of a pipeline finds on its machine: a shell, and tools that write down the arguments they were called with. "busybox" is
/// Alpine: its tools and nothing else. There is no psonoci, and nobody sleeps.
/// </summary>
internal sealed class Machine : IDisposable
{
    private static readonly string[] Tools =
        ["cat", "chmod", "curl", "env", "mkdir", "mktemp", "mv", "rm", "sed", "sha256sum", "tr", "uname", "wget"];

    private readonly TemporaryDirectory _directory = new();

    /// <param name="shell">What <c>sh</c> is: dash, bash or busybox.</param>
    public Machine(string shell)
    {
        Shell = shell;
        Directory.CreateDirectory(ToolDirectory);
        Directory.CreateDirectory(Home);
        if (shell == "busybox")
            Process.Start("/usr/bin/busybox", ["--install", "-s", ToolDirectory]).WaitForExit();
        else
        {
            File.CreateSymbolicLink(Path.Combine(ToolDirectory, "sh"), Find(shell));
            foreach (var tool in Tools)
                Replace(tool, $"printf '%s\\n' \"$0 $*\" >> {_directory.File("arguments")}; exec {Find(tool)} \"$@\"");
        }

        Replace("sleep", $"echo $1 >> {_directory.File("slept")}");
    }

    /// <summary>As in the address of a download.</summary>
    public static string Platform { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    public string Shell { get; }

    public string Home => _directory.File("home");

    /// <summary>What everything was called with, but for what the shell does itself.</summary>
    public string Arguments => Read("arguments");

    public string Slept => Read("slept");

    private string ToolDirectory => _directory.File("tools");

    public void Remove(string tool) => File.Delete(Path.Combine(ToolDirectory, tool));

    public void Replace(string tool, string script)
    {
        Remove(tool);
        var file = Path.Combine(ToolDirectory, tool);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a file with a shell; standard output and error as the log has them, one after the other.</summary>
    public async Task<(int ExitCode, string Log)> RunAsync(
        IEnumerable<string> command, string directory, IReadOnlyDictionary<string, string> environment, IEnumerable<string> path)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 2>&1", "sh", .. command])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["HOME"] = Home;
        start.Environment["PATH"] = string.Join(':', [.. path, ToolDirectory, .. Shell == "busybox" ? [] : new[] { "/usr/bin", "/bin" }]);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(Fixtures.Shell.Patience);
        var log = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, log);
    }

    public void Dispose() => _directory.Dispose();

    private static string Find(string tool) => Path.Combine("/usr/bin", tool);

    private string Read(string file) => File.Exists(_directory.File(file)) ? File.ReadAllText(_directory.File(file)) : "";
}
