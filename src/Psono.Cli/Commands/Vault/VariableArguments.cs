using System.CommandLine;
using Psono.Cli.Commands.Run;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Vault;

/// <summary>Variables as they are given to create and edit: NAME=VALUE, NAME alone to be asked for the value, or a .env file.</summary>
internal sealed class VariableArguments(CommandContext context)
{
    private readonly SensitiveAssignments _variables = new("variable")
    {
        Description = "NAME=VALUE; NAME alone prompts for the value without showing it, or reads a line of standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _envFile = new("--env-file")
    {
        Description = "variables from a .env file, - for standard input; $NAME in it is not expanded",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Add(_variables);
        command.Add(_envFile);
    }

    /// <summary>Those of the file first; what is given as an argument replaces them.</summary>
    public IReadOnlyList<EnvironmentVariable> Read(ParseResult parsed)
    {
        var arguments = parsed.GetValue(_variables) ?? [];
        var envFile = parsed.GetValue(_envFile);
        List<EnvironmentVariable> variables = envFile is null ? [] : [.. EnvFile.Read(envFile, context.Terminal)];
        foreach (var group in arguments.GroupBy(argument => argument.Split('=', 2)[0]))
        {
            if (group.Count() > 1)
                throw Twice(group);
            var variable = Parse(group.First(), envFile);
            var index = variables.FindIndex(earlier => earlier.Key == variable.Key);
            if (index < 0)
                variables.Add(variable);
            else
                variables[index] = variable;
        }

        return variables;
    }

    /// <summary>What is given; if nothing is and there is somebody to ask, name after name, each with its value.</summary>
    public IReadOnlyList<EnvironmentVariable> ReadOrAsk(ParseResult parsed)
    {
        var given = Read(parsed);
        if (given.Count > 0 || parsed.GetValue(_envFile) is not null || !Prompt.IsPossible)
            return given;
        var prompt = new Prompt(context.Terminal);
        var variables = new List<EnvironmentVariable>();
        while (prompt.Ask(variables.Count == 0 ? "Name of a variable" : "Next name (empty: done)").Trim() is { Length: > 0 } name)
        {
            if (!VariableNames.IsValid(name))
                context.Terminal.Tell("A name cannot contain '=' or invisible characters.");
            else if (variables.Exists(earlier => earlier.Key == name))
                context.Terminal.Tell($"{name} already exists.");
            else
                variables.Add(new EnvironmentVariable(name, prompt.AskHidden($"Value of {name}")));
        }

        return variables;
    }

    /// <summary>A word without a value may be a part of one, of a line without quotes: it is not repeated.</summary>
    private static PsonociException Twice(IEnumerable<string> arguments) =>
        arguments.All(argument => argument.Contains('=', StringComparison.Ordinal))
            ? PsonociException.Usage($"{arguments.First().Split('=', 2)[0]} is given twice")
            : PsonociException.Usage("a name is given twice", "quote values that contain spaces: NAME='two words'");

    private EnvironmentVariable Parse(string argument, string? envFile)
    {
        var parts = argument.Split('=', 2);
        if (!VariableNames.IsValid(parts[0]))
            throw PsonociException.Usage("missing or invalid variable name: expected NAME=VALUE");
        return new EnvironmentVariable(parts[0], parts.Length == 2 ? parts[1] : Ask(parts[0], envFile));
    }

    /// <summary>
    /// At a terminal without showing it; in a script from the next line of standard input, if the file does not come from there.
    /// </summary>
    private string Ask(string name, string? envFile)
    {
        var value = Prompt.IsPossible ? new Prompt(context.Terminal).AskHidden($"Value of {name}")
            : envFile == "-" ? null
            : TextInput.ReadLine();
        return value ?? throw new PsonociException(
            "input", "a variable has no value: there is no terminal to prompt for it, and no line on standard input",
            "use NAME=VALUE, with quotes around a value that contains spaces, or --env-file");
    }
}
