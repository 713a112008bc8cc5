using System.CommandLine;
using System.CommandLine.Parsing;
using Psono.Cli.Commands.Help;

namespace Psono.Cli.Commands;

/// <summary>
/// Finds where the command that <c>run</c> starts (or <c>check</c> looks at) begins, and puts <c>--</c> in front of it. Without that the
/// parser would take what looks like one of our options out of the command's arguments.
/// </summary>
internal static class ChildCommandLine
{
    public static string[] Protect(string[] args, Command root)
    {
        var ours = new List<string>();
        var current = root;
        var i = 0;
        for (; i < args.Length && args[i] != "--"; i++)
        {
            var token = args[i];
            if (token is ['-', _, ..])
            {
                ours.AddRange(IsEmptyValue(current, token) ? [token[..^1], ""] : [token]);
                if (TakesNext(current, token) && i + 1 < args.Length)
                    ours.Add(args[++i]);
            }
            else if (Syntax.TakesCommandLine(current))
            {
                return [.. ours, "--", .. args[i..]];
            }
            else if (current.Subcommands.FirstOrDefault(command => command.Name == token) is { } subcommand)
            {
                current = subcommand;
                ours.Add(token);
            }
            else
            {
                break;
            }
        }

        return [.. ours, .. args[i..]];
    }

    /// <summary>The command stands after <c>--</c>, always: what the parser adds in front of it is a misspelt option.</summary>
    public static void RefuseUnknownOption(ParseResult parsed, string[] command)
    {
        var afterDashes = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (command.Length > afterDashes)
            throw PsonociException.Usage(
                $"there is no option {command[0].Split('=', ':')[0]}", $"psonoci help {parsed.CommandResult.Command.Name}");
    }

    /// <summary>
    /// After "--option=" the parser would take the next argument for the value, and an unset shell variable would shift all that follow.
    /// </summary>
    private static bool IsEmptyValue(Command command, string token) =>
        token.EndsWith('=') && Find(command, token[..^1]) is { } option && TakesValue(option);

    /// <summary>Whether the value of an option is the next argument. In a bundle such as <c>-cf</c> it is the last option's.</summary>
    private static bool TakesNext(Command command, string token)
    {
        if (Find(command, token) is { } option)
            return TakesValue(option);
        if (token.StartsWith("--", StringComparison.Ordinal))
            return false;
        for (var i = 1; i < token.Length; i++)
        {
            if (Find(command, $"-{token[i]}") is { } bundled && TakesValue(bundled))
                return i == token.Length - 1;
        }

        return false;
    }

    private static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;

    private static Option? Find(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))
        ?? command.Parents.OfType<Command>().SelectMany(parent => parent.Options)
            .FirstOrDefault(option => option.Recursive && (option.Name == name || option.Aliases.Contains(name)));
}
