using System.CommandLine;

namespace Psono.Cli.Commands.Secret;

internal sealed class SecretCommand : PsonoCommand
{
    public SecretCommand(CommandContext context)
        : base("secret", "read or change one value of a secret")
    {
        Add(new SecretGetCommand(context));
        Add(new SecretSetCommand(context));
    }

    public static Argument<string> Secret() => new("secret")
    {
        Description = "id or title of the secret; anything that looks like an id is treated as one",
    };

    public static Argument<string> ValueType()
    {
        var argument = new Argument<string>("value-type") { Description = $"one of: {string.Join(' ', SecretValues.Names)}" };
        argument.CompletionSources.Add([.. SecretValues.Names]);
        return argument;
    }
}
