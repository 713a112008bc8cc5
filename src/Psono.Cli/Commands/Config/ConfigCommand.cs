using System.CommandLine;

namespace Psono.Cli.Commands.Config;

internal sealed class ConfigCommand : Command
{
    public ConfigCommand(CommandContext context)
        : base("config", "show or store the configuration that is in effect")
    {
        Add(new ConfigPackCommand(context));
        Add(new ConfigSaveCommand(context));
        Add(new ConfigShowCommand(context));
    }
}
