using System.CommandLine;
using System.CommandLine.Invocation;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Help;

internal sealed class VersionAction(TerminalOutput terminal) : SynchronousCommandLineAction
{
    /// <summary>Not a VersionOption: that loads the parser's own texts at each start.</summary>
    public static Option<bool> Option(TerminalOutput terminal) =>
        new("--version", "-V") { Action = new VersionAction(terminal), Description = "show the version", Arity = ArgumentArity.Zero };

    public override int Invoke(ParseResult parseResult)
    {
        terminal.WriteLine($"psonoci {typeof(VersionAction).Assembly.GetName().Version!.ToString(3)}");
        return ExitCodes.Success;
    }
}
