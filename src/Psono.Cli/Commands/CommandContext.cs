using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands;

/// <summary>What commands work with: made once in Main, or by a test.</summary>
internal sealed class CommandContext(TerminalOutput terminal, ProcessStart start)
{
    public TerminalOutput Terminal { get; } = terminal;

    public ProcessStart Start { get; } = start;

    public GlobalOptions Options { get; } = new();

    public bool JsonErrors(ParseResult parsed) => Settings.Value(parsed, Options.ErrorFormat, "PSONO_CI_ERROR_FORMAT") == "json";

    public SettingsLoader Settings => new(Options, Start.Environment, Terminal);
}
