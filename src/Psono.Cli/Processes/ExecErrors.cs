using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>Why a command could not be executed: 127 if it was not found, 126 if it was, 125 if the reason lies with us.</summary>
internal static class ExecErrors
{
    private const int Named = 3;

    public static PsonociException Describe(byte[] command, int error, IReadOnlyList<byte[]>? environment = null)
    {
        var name = Encoding.UTF8.GetString(command);
        return error switch
        {
            LibC.ENoEnt when name.Contains('/') && File.Exists(name) =>
                new("not-found", $"the interpreter of '{name}' does not exist", "check its first line, or the libraries it needs")
                {
                    ExitCode = ExitCodes.NotFound,
                },
            LibC.ENoEnt => new("not-found", $"command not found: '{name}'", HintForMissing(name)) { ExitCode = ExitCodes.NotFound },
            LibC.EAcces when Directory.Exists(name) =>
                new("not-executable", $"'{name}' is a directory") { ExitCode = ExitCodes.NotExecutable },
            LibC.EAcces => new("not-executable", $"'{name}' is not executable", $"if it is a program: chmod +x {name}")
            {
                ExitCode = ExitCodes.NotExecutable,
            },
            LibC.E2Big => TooLarge(environment ?? []),
            _ => new("not-executable", $"'{name}' cannot be executed (errno {error})") { ExitCode = ExitCodes.NotExecutable },
        };
    }

    /// <summary>Names the variables that take the most room, whether they come from a secret or not.</summary>
    public static PsonociException TooLarge(IReadOnlyList<byte[]> environment)
    {
        var largest = environment.OrderByDescending(entry => entry.Length).Take(Named)
            .Select(entry => Encoding.UTF8.GetString(InheritedEnvironment.NameOf(entry))).Where(name => name.Length > 0).ToList();
        var which = largest.Count == 0 ? "" : $"; the largest variables are {string.Join(", ", largest)}";
        return new("too-large", $"arguments and environment together are larger than the kernel allows{which}",
            OperatingSystem.IsLinux()
                ? "select with --only, clear the environment with -c, or pass large values as files: --file"
                : "select with --only, or clear the environment with -c")
        {
            ExitCode = ExitCodes.NotStarted,
        };
    }

    private static string? HintForMissing(string name) =>
        name.Contains('/') || !File.Exists(name) ? null : $"it is in the current directory: use its path, ./{name}";
}
