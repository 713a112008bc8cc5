using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// Where values are written to: standard output, or a file that only its owner may read. Onto a screen only if that is asked for.
/// </summary>
internal sealed class OutputOptions(TerminalOutput terminal)
{
    private readonly Option<string?> _path = new("--output", "-o")
    {
        Description = "file to write, atomically and with mode 0600; default, or -: standard output",
        HelpName = "path",
    };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "overwrite the file if it exists" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "print values even to a terminal" };

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_overwrite);
        command.Add(_reveal);
    }

    public bool IsFile(ParseResult parsed) => FileOf(parsed) is not null;

    /// <summary>Before anything is asked of the server.</summary>
    public void RefuseIfInTheWay(ParseResult parsed)
    {
        if (FileOf(parsed) is not { } path)
        {
            RefuseTerminal(parsed);
            return;
        }

        OutputFile.RefuseNoFile(path);
        if (!parsed.GetValue(_overwrite) && Path.Exists(path))
            throw new PsonociException("file", $"{path} already exists", "use --overwrite to replace it");
    }

    public void RefuseTerminal(ParseResult parsed)
    {
        if (terminal.IsTerminal && !parsed.GetValue(_reveal))
            throw PsonociException.Usage(
                "this would show secret values on the terminal", "write to a file with --output, use a pipe, or add --reveal");
    }

    public void Write(ParseResult parsed, SecretBuffer content)
    {
        if (FileOf(parsed) is { } path)
            OutputFile.Write(path, content.Written, parsed.GetValue(_overwrite));
        else
            terminal.Write(content.Written);
    }

    private string? FileOf(ParseResult parsed) => parsed.GetValue(_path) is { } path and not "-" ? path : null;
}
