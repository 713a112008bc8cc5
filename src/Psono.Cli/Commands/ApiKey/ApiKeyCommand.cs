namespace Psono.Cli.Commands.ApiKey;

internal sealed class ApiKeyCommand : PsonoCommand
{
    public ApiKeyCommand(CommandContext context)
        : base("api-key", "show the API key and its secrets")
    {
        Add(new ApiKeyInfoCommand(context));
        Add(new ApiKeySecretsCommand(context));
    }
}
