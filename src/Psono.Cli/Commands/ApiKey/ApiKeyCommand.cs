using System.CommandLine;

namespace Psono.Cli.Commands.ApiKey;

internal sealed class ApiKeyCommand : Command
{
    public ApiKeyCommand(CommandContext context)
        : base("api-key", "look at the API key and its secrets")
    {
        Add(new ApiKeyInfoCommand(context));
        Add(new ApiKeySecretsCommand(context));
    }
}
