using System.CommandLine;
using Psono.Cli.Commands.Run;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>For programs that read a file of their own instead of the environment.</summary>
internal sealed class EnvCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly RunOptionsParser _selection = new();
    private readonly OutputOptions _output;
    private readonly Option<string?> _format = new("--format")
    {
        Description = $"one of: {VariableFormats.Names}",
        HelpName = "format",
        CompletionSources = { VariableFormats.All },
    };
    private readonly Option<string?> _append = new("--append")
    {
        Description = "file to append to, such as $GITHUB_ENV",
        HelpName = "path",
    };
    private readonly Option<bool> _addMask = new("--add-mask")
    {
        Description = "with --format github and a file: print the commands that mask the values in the job log",
    };

    public EnvCommand(CommandContext context)
        : base("env", "export the variables of the API key's secrets for another program")
    {
        _context = context;
        _output = new OutputOptions(context.Terminal);
        Add(_format);
        _output.AddTo(this);
        Add(_append);
        Add(_addMask);
        foreach (var option in _selection.Selection)
            Add(option);
        SetAction(Execute);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml env --format json | jq -r .db_host",
        "psonoci -c psonoci.toml env --format systemd --output service.env --overwrite",
        "psonoci -c psonoci.toml env --format github --append \"$GITHUB_ENV\" --add-mask",
    ];

    private int Execute(ParseResult parsed)
    {
        var options = _selection.Parse(parsed);
        var format = VariableFormats.Of(parsed.GetValue(_format));
        var masks = parsed.GetValue(_addMask);
        Check(parsed, masks);

        using var selected = SelectedVariables.Read(_context, parsed, options);
        List<SecretVariable> variables = [.. selected.Variables.Select(variable => variable.Winner)];
        using var content = new SecretBuffer();
        format(content, variables);
        if (masks)
        {
            // First: from the moment on that a step has a value, no log shows it.
            using var lines = new SecretBuffer();
            GitHubFormat.WriteMasks(lines, variables);
            _context.Terminal.Write(lines.Written);
        }

        if (parsed.GetValue(_append) is { } path)
            AppendedFile.Write(path, content.Written);
        else
            _output.Write(parsed, content);
        return ExitCodes.Success;
    }

    private void Check(ParseResult parsed, bool masks)
    {
        var append = parsed.GetValue(_append) is not null;
        if (append && _output.IsFile(parsed))
            throw PsonociException.Usage("--append and --output cannot be combined");
        if (masks && (parsed.GetValue(_format) != VariableFormats.GitHub || !(append || _output.IsFile(parsed))))
            throw PsonociException.Usage(
                "--add-mask needs --format github and a file", "psonoci … env --format github --append \"$GITHUB_ENV\" --add-mask");
        if (masks)
            _output.RefuseTerminal(parsed);
        if (!append)
            _output.RefuseIfInTheWay(parsed);
    }
}
