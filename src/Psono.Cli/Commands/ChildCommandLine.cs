using System.CommandLine;
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
                if (Syntax.Find(current, token) is { TakesNext: true } && i + 1 < args.Length)
                    ours.Add(args[++i]);
            }
            else if (Syntax.TakesCommandLine(current))
            {
                return [.. ours, "--", .. args[i..]];
            }
            else if (Syntax.Subcommand(current, token) is { } subcommand)
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

    /// <summary>
    /// After "--option=" the parser would take the next argument for the value, and an unset shell variable would shift all that follow.
    /// </summary>
    private static bool IsEmptyValue(Command command, string token) =>
        token.EndsWith('=') && Syntax.Option(command, token[..^1]) is { } option && Syntax.TakesValue(option);
}
