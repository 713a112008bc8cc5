using Psono.Client.ApiKeys.Settings;

namespace Psono.Cli.Commands.Config;

internal sealed class ConfigPackCommand : PsonoCommand
{
    public ConfigPackCommand(CommandContext context)
        : base("pack", "print the configuration as one string, for --config-packed; it contains the secret key") => SetAction(parsed =>
    {
        using var loaded = context.Settings.Load(parsed);
        if (loaded.Settings.RequireBoundGrants)
            context.Terminal.Warn("the packed format cannot store require_bound: set PSONO_CI_REQUIRE_BOUND=true as well");
        context.Terminal.WriteLine(PackedSettings.Pack(loaded.Settings));
        return ExitCodes.Success;
    });

    public override IReadOnlyList<string> Examples => ["PSONO_CI_CONFIG_PACKED=$(psonoci -c psonoci.toml config pack)"];
}
