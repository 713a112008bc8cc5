using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client.ApiKeys.Settings;

namespace Psono.Cli.Commands.Onboard;

/// <summary>Where the configuration goes, and in which format. Checked before anybody is asked to approve anything.</summary>
internal sealed class OnboardOutput
{
    private readonly Option<string?> _path = new("--path", "-p")
    {
        Description = "file to write, readable only by you",
        HelpName = "path",
    };
    private readonly Option<bool> _stdout = new("--stdout") { Description = "print the configuration instead; it contains the secret key" };
    private readonly Option<string?> _format = new("--format")
    {
        Description = "toml (default), for --config-path; or packed, for --config-packed",
        HelpName = "format",
        CompletionSources = { "toml", "packed" },
    };
    private readonly Option<bool> _overwrite = new("--overwrite", "-o") { Description = "overwrite the file if it exists" };

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_stdout);
        command.Add(_format);
        command.Add(_overwrite);
    }

    public void Check(ParseResult parsed)
    {
        var path = parsed.GetValue(_path);
        if (path is null != parsed.GetValue(_stdout))
            throw PsonociException.Usage("use either --path or --stdout", "psonoci onboard --path psonoci.toml");
        if (parsed.GetValue(_format) is { } format and not ("toml" or "packed"))
            throw PsonociException.NotOneOf("invalid --format", format, ["toml", "packed"]);
        if (path is null)
            return;
        if (Directory.Exists(path))
            throw new PsonociException("file", $"cannot write {path}: it is a directory");
        if (!parsed.GetValue(_overwrite) && Path.Exists(path))
            throw new PsonociException("file", $"{path} already exists", "use --overwrite to replace it");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new PsonociException("file", $"cannot write {path}: its directory does not exist");
    }

    public void Write(ParseResult parsed, ApiKeySettings settings, TerminalOutput terminal)
    {
        var text = parsed.GetValue(_format) == "packed" ? PackedSettings.Pack(settings) + "\n" : TomlSettings.Format(settings);
        if (parsed.GetValue(_path) is not { } path)
        {
            terminal.Write(text);
            return;
        }

        OutputFile.Write(path, text, parsed.GetValue(_overwrite));
        terminal.Tell($"Wrote {path}. Treat it like a password.");
    }
}
