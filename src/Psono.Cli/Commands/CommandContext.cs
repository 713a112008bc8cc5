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

    public bool JsonErrors(ParseResult parsed) => ErrorFormat(parsed) == "json";

    /// <summary>A script that reads errors would not understand the ones it gets.</summary>
    public void RefuseUnknownErrorFormat(ParseResult parsed)
    {
        if (ErrorFormat(parsed) is { } format and not ("text" or "json"))
            throw PsonociException.NotOneOf("invalid --error-format", format, ["text", "json"]);
    }

    public SettingsLoader Settings => new(Options, Start.Environment, Terminal);

    /// <summary>The configuration that a command works with; null if options count, or it works with none.</summary>
    public string? ConfigurationOf(ParseResult parsed) =>
        parsed.CommandResult.Command is PsonoCommand { Needs: Needs.ApiKey } ? Settings.ConfigurationOf(parsed) : null;

    private string? ErrorFormat(ParseResult parsed) => parsed.GetResult(Options.ErrorFormat)?.Errors.Any() == true
        ? null
        : Settings.Value(parsed, Options.ErrorFormat, "PSONO_CI_ERROR_FORMAT");
}
