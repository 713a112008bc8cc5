using System.CommandLine;

namespace Psono.Cli.Commands;

internal sealed class SecretCommand : Command
{
    public SecretCommand(CommandContext context)
        : base("secret", "read or change one value of a secret")
    {
        Add(new SecretGetCommand(context));
        Add(new SecretSetCommand(context));
    }

    public static Argument<string> SecretId() => new("secret-id") { Description = "id of the secret, a UUID", HelpName = "uuid" };

    public static Argument<string> ValueType()
    {
        var argument = new Argument<string>("value-type") { Description = $"one of: {string.Join(' ', SecretValues.Names)}" };
        argument.CompletionSources.Add([.. SecretValues.Names]);
        return argument;
    }

    public static Guid ParseId(string? text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw PsonociException.Usage($"'{text}' is not the id of a secret, which is a UUID");
}
