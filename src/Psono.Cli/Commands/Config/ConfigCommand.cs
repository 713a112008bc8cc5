namespace Psono.Cli.Commands.Config;

internal sealed class ConfigCommand : PsonoCommand
{
    public ConfigCommand(CommandContext context)
        : base("config", "show or save the current configuration")
    {
        Add(new ConfigPackCommand(context));
        Add(new ConfigSaveCommand(context));
        Add(new ConfigShowCommand(context));
    }

    public override IReadOnlyList<string> Examples => Subcommands.OfType<ConfigSaveCommand>().Single().Examples;
}
