namespace Psono.Cli.Commands.Config;

internal sealed class ConfigCommand : PsonoCommand
{
    public ConfigCommand(CommandContext context)
        : base("config", "show or store the configuration that is in effect")
    {
        Add(new ConfigPackCommand(context));
        Add(new ConfigSaveCommand(context));
        Add(new ConfigShowCommand(context));
    }

    public override IReadOnlyList<string> Examples => Subcommands.OfType<ConfigSaveCommand>().Single().Examples;
}
