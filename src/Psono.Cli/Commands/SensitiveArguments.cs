using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Psono.Cli.Commands.Help;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands;

/// <summary>Takes secrets out of what <c>ps</c> and <c>/proc</c> show of this process, before it waits for a server.</summary>
internal static class SensitiveArguments
{
    private static readonly string[] s_variables = ["PSONO_CI_API_SECRET_KEY_HEX", "PSONO_CI_CONFIG_PACKED", "PSONO_VAULT_PASSWORD"];
    private static readonly string[] s_options = ["--api-secret-key-hex", "--config-packed", "--key-passphrase", "--otp"];

    /// <summary>Arguments without a name in front of them, by command.</summary>
    private static readonly HashSet<string> s_arguments =
        ["psonoci secret set value", "psonoci env-vars update-or-create value", "psonoci totp validate-token token"];

    /// <summary>Those of which the part after <c>=</c> is secret.</summary>
    private static readonly HashSet<string> s_pairs = ["psonoci vault create variable", "psonoci vault edit variable"];

    public static void Hide(string[] args, ProcessStart start)
    {
        foreach (var variable in s_variables)
            start.HideVariable(variable);
        for (var i = 0; i < args.Length && args[i] != "--"; i++)
        {
            if (IsDeviceCodeUrl(args[i]))
                start.HideArgument(i, 0);
            foreach (var option in s_options)
            {
                if (args[i] == option)
                    start.HideArgument(i + 1, 0);
                else if (args[i].Length > option.Length && args[i].StartsWith(option, StringComparison.Ordinal) && args[i][option.Length] is '=' or ':')
                    start.HideArgument(i, option.Length + 1);
            }
        }
    }

    /// <summary>What only the place on the command line tells. An argument of the same text is hidden with it.</summary>
    public static void Hide(ParseResult parsed, ProcessStart start)
    {
        foreach (var argument in parsed.CommandResult.Children.OfType<ArgumentResult>())
        {
            var name = $"{Syntax.Path(parsed.CommandResult.Command)} {argument.Argument.Name}";
            if (s_arguments.Contains(name))
                Hide(argument, start, _ => 0);
            else if (s_pairs.Contains(name))
                Hide(argument, start, bytes => bytes.IndexOf((byte)'=') is >= 0 and var equals ? equals + 1 : bytes.Length);
        }
    }

    private static void Hide(ArgumentResult argument, ProcessStart start, Func<ReadOnlySpan<byte>, int> offset)
    {
        var values = argument.Tokens.Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < start.Arguments.Count; i++)
        {
            if (values.Contains(Encoding.UTF8.GetString(start.Arguments[i])))
                start.HideArgument(i, offset(start.Arguments[i]));
        }
    }

    /// <summary>Its fragment holds the key with which the account's keys are sealed for a device.</summary>
    private static bool IsDeviceCodeUrl(string argument) =>
        argument.Contains("#/device/", StringComparison.Ordinal) || argument.Contains("#!/device/", StringComparison.Ordinal);
}
