using System.Text;

namespace Psono.Cli.Processes;

/// <summary>Why a command could not be executed: 127 if it was not found, 126 if it was, 125 if the reason lies with us.</summary>
internal static class ExecErrors
{
    public static PsonociException Describe(byte[] command, int error)
    {
        var name = Encoding.UTF8.GetString(command);
        return error switch
        {
            LibC.ENoEnt when name.Contains('/') && File.Exists(name) => new("not-found", $"the interpreter of '{name}' does not exist", "look at its first line, or at the libraries it needs")
            {
                ExitCode = ExitCodes.NotFound,
            },
            LibC.ENoEnt => new("not-found", $"there is no command '{name}'", HintForMissing(name)) { ExitCode = ExitCodes.NotFound },
            LibC.EAcces when Directory.Exists(name) => new("not-executable", $"'{name}' is a directory") { ExitCode = ExitCodes.NotExecutable },
            LibC.EAcces => new("not-executable", $"'{name}' may not be executed", $"if it is a program: chmod +x {name}") { ExitCode = ExitCodes.NotExecutable },
            LibC.E2Big => new("too-large", "arguments and environment together are larger than the kernel allows", "psonoci … run --explain shows the size of each variable; --only selects some")
            {
                ExitCode = ExitCodes.NotStarted,
            },
            _ => new("not-executable", $"'{name}' cannot be executed (errno {error})") { ExitCode = ExitCodes.NotExecutable },
        };
    }

    private static string? HintForMissing(string name) =>
        name.Contains('/') || !File.Exists(name) ? null : $"it is in the current directory: give its path, ./{name}";
}
