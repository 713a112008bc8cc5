using System.Security.Cryptography;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>For the file that <c>$GITHUB_ENV</c> names, and the commands that keep values out of a job's log.</summary>
internal static class GitHubFormat
{
    /// <summary>A delimiter that nobody can guess: no value can end itself and go on with a variable of its own.</summary>
    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        if (variable.Name == "NODE_OPTIONS" || variable.Name.Contains("<<", StringComparison.Ordinal))
            throw VariableFormats.Inexpressible(
                variable, "GitHub", "GitHub does not accept this variable name", "exclude it with --only, or rename it with --map");
        var delimiter = $"psonoci_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        output.Append($"{variable.Name}<<{delimiter}\n");
        output.Append(variable.Value);
        output.Append($"\n{delimiter}\n");
    }

    /// <summary>The whole value, and each line of it: a log is masked line by line.</summary>
    public static void WriteMasks(SecretBuffer output, IReadOnlyList<SecretVariable> variables)
    {
        foreach (var variable in variables)
        {
            ReadOnlySpan<byte> value = variable.Value;
            WriteMask(output, value);
            if (!value.ContainsAny((byte)'\n', (byte)'\r'))
                continue;
            foreach (var line in value.SplitAny("\r\n"u8))
                WriteMask(output, value[line]);
        }
    }

    private static void WriteMask(SecretBuffer output, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        output.Append("::add-mask::"u8);
        foreach (var c in value)
        {
            if (c is (byte)'%')
                output.Append("%25"u8);
            else if (c is (byte)'\r')
                output.Append("%0D"u8);
            else if (c is (byte)'\n')
                output.Append("%0A"u8);
            else
                output.Append(c);
        }

        output.Append((byte)'\n');
    }
}
