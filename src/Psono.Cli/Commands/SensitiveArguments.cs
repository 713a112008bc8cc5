using Psono.Cli.Processes;

namespace Psono.Cli.Commands;

/// <summary>Takes secret keys out of what <c>ps</c> and <c>/proc</c> show of this process, before it waits for a server.</summary>
internal static class SensitiveArguments
{
    private static readonly string[] s_variables = ["PSONO_CI_API_SECRET_KEY_HEX", "PSONO_CI_CONFIG_PACKED"];
    private static readonly string[] s_options = ["--api-secret-key-hex", "--config-packed"];

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

    /// <summary>Its fragment holds the key with which the account's keys are sealed for a device.</summary>
    private static bool IsDeviceCodeUrl(string argument) =>
        argument.Contains("#/device/", StringComparison.Ordinal) || argument.Contains("#!/device/", StringComparison.Ordinal);
}
