using System.CommandLine;
using System.CommandLine.Invocation;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands;

internal sealed class VersionAction(TerminalOutput terminal) : SynchronousCommandLineAction
{
    public static VersionOption Option(TerminalOutput terminal) =>
        new("--version", "-V") { Action = new VersionAction(terminal), Description = "the version of psonoci" };

    public override int Invoke(ParseResult parseResult)
    {
        terminal.WriteLine($"psonoci {typeof(VersionAction).Assembly.GetName().Version!.ToString(3)}");
        return ExitCodes.Success;
    }
}
