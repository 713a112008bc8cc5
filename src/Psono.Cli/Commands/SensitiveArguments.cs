using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Psono.Cli.Configuration;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands;

/// <summary>Takes secrets out of what <c>ps</c> and <c>/proc</c> show of this process, before it waits for a server.</summary>
internal static class SensitiveArguments
{
    private static readonly string[] Variables =
    [
        "PSONO_CI_API_SECRET_KEY_HEX", "PSONO_CI_API_PRIVATE_KEY_HEX", "PSONO_CI_CONFIG_PACKED", "PSONO_VAULT_PASSWORD",
    ];

    /// <summary>What its name tells, wherever it stands: also on a line that cannot be parsed.</summary>
    public static void Hide(string[] args, Command root, ProcessStart start)
    {
        foreach (var variable in Variables)
            start.HideVariable(variable);
        var options = Tree(root)
            .SelectMany(command => command.Options).Where(option => option is ISensitive).Select(option => option.Name).ToHashSet();
        for (var i = 0; i < args.Length && args[i] != "--"; i++)
        {
            if (IsDeviceCodeUrl(args[i]))
                start.HideArgument(i, 0);
            else if (options.Contains(args[i]))
                start.HideArgument(i + 1, 0);
            else if (args[i].IndexOfAny(['=', ':']) is > 0 and var end && options.Contains(args[i][..end]))
                start.HideArgument(i, end + 1);
        }
    }

    /// <summary>What only the place on the command line tells. An argument of the same text is hidden with it.</summary>
    public static void Hide(ParseResult parsed, ProcessStart start)
    {
        foreach (var argument in parsed.CommandResult.Children.OfType<ArgumentResult>())
        {
            if (argument.Argument is ISensitive sensitive)
                Hide(argument, start, sensitive.AfterEquals);
        }
    }

    private static void Hide(ArgumentResult argument, ProcessStart start, bool afterEquals)
    {
        var values = argument.Tokens.Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < start.Arguments.Count; i++)
        {
            var bytes = start.Arguments[i];
            if (values.Contains(Encoding.UTF8.GetString(bytes)))
                start.HideArgument(i, afterEquals ? StartOfValue(bytes) : 0);
        }
    }

    private static int StartOfValue(ReadOnlySpan<byte> assignment) =>
        assignment.IndexOf((byte)'=') is >= 0 and var equals ? equals + 1 : assignment.Length;

    /// <summary>Its fragment holds the key with which the account's keys are sealed for a device.</summary>
    private static bool IsDeviceCodeUrl(string argument) =>
        argument.Contains("#/device/", StringComparison.Ordinal) || argument.Contains("#!/device/", StringComparison.Ordinal);

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);
}
