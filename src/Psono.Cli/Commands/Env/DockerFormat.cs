using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// For <c>docker run --env-file</c>: everything after the first <c>=</c> is the value, quotes and all, up to the end of the line.
/// </summary>
internal static class DockerFormat
{
    /// <summary>The docker client reads lines of up to 64 KiB with their end.</summary>
    private const int MaxLine = 65_535;

    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        var name = variable.Name;
        ReadOnlySpan<byte> value = variable.Value;
        if (name.StartsWith('#') || name.StartsWith('\uFEFF') || name.Any(char.IsWhiteSpace))
            throw Refused("docker would misread its name");
        if (value.Contains((byte)'\n'))
            throw Refused("its value contains a line break");
        if (value.EndsWith("\r"u8))
            throw Refused("its value ends with a carriage return");
        if (System.Text.Encoding.UTF8.GetByteCount(name) + 1 + value.Length > MaxLine)
            throw Refused($"docker does not read lines longer than {MaxLine:N0} bytes");
        output.Append($"{name}=");
        output.Append(value);
        output.Append((byte)'\n');

        PsonociException Refused(string why) => VariableFormats.Inexpressible(
            variable, "docker", why, "docker run -e NAME takes a value from the environment: psonoci … run -- docker run -e NAME …");
    }
}
