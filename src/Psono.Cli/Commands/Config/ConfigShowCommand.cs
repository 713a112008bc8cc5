using Psono.Client.ApiKeys.Settings;

namespace Psono.Cli.Commands.Config;

internal sealed class ConfigShowCommand : PsonoCommand
{
    public ConfigShowCommand(CommandContext context)
        : base(
            "show",
            "print the configuration as TOML, and its source on standard error; it contains the secret key") => SetAction(parsed =>
    {
        using var loaded = context.Settings.Load(parsed);
        context.Terminal.Tell($"# from {loaded.Source}");
        context.Terminal.Write(TomlSettings.Format(loaded.Settings));
        return ExitCodes.Success;
    });
}
