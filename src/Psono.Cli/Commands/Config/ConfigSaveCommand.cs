using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Client.ApiKeys.Settings;

namespace Psono.Cli.Commands.Config;

internal sealed class ConfigSaveCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string> _path = new("path") { Description = "file to write" };
    private readonly Option<bool> _overwrite = new("--overwrite", "-o") { Description = "overwrite the file if it exists" };

    public ConfigSaveCommand(CommandContext context)
        : base("save", "save the configuration to a file that only you can read, for --config-path")
    {
        _context = context;
        Add(_path);
        Add(_overwrite);
        SetAction(Execute);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --api-key-id … --api-secret-key-file key --server-url https://example.com/server config save psonoci.toml",
    ];

    private int Execute(ParseResult parsed)
    {
        using var loaded = _context.Settings.Load(parsed);
        OutputFile.Write(parsed.GetValue(_path)!, TomlSettings.Format(loaded.Settings), parsed.GetValue(_overwrite));
        return ExitCodes.Success;
    }
}
