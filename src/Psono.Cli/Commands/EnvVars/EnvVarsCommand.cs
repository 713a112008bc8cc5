using System.CommandLine;
using Psono.Cli.Commands.Run;
using Psono.Cli.Commands.Secret;
using Psono.Client;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.EnvVars;

internal sealed class EnvVarsCommand : PsonoCommand
{
    public EnvVarsCommand(CommandContext context)
        : base("env-vars", "read or change one variable of an Environment Variables secret")
    {
        Add(new EnvVarsGetOrCreateCommand(context));
        Add(new EnvVarsUpdateOrCreateCommand(context));
    }

    public static Argument<string> VariableName() => new("name") { Description = "name of the variable" };

    /// <summary>Whoever reads the secret later could start nothing with it.</summary>
    public static void RefuseInvalid(string name)
    {
        if (!VariableNames.IsValid(name))
            throw PsonociException.Usage(name.Length == 0 ? "<name> is empty" : "<name> is not a valid variable name",
                "a name cannot contain '=' or control characters");
    }

    /// <summary>The first variable of that name; null if there is none.</summary>
    public static string? Find(SecretContent content, Guid id, string name)
    {
        if (content.Type != SecretType.EnvironmentVariables)
            throw new PsonociException("no-value", $"secret {id} has no variables: its type is {SecretValues.NameOf(content.Type)}");
        try
        {
            return content.GetVariables().FirstOrDefault(variable => variable.Key == name)?.Value;
        }
        catch (FormatException)
        {
            throw new PsonoApiException(
                PsonoFailure.InvalidContent, $"the variables of secret {id} have an invalid format");
        }
    }
}
