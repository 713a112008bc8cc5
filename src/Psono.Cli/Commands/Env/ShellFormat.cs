using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// Lines for <c>eval</c> and <c>source</c> in any POSIX shell: in single quotes nothing but the single quote has a meaning.
/// </summary>
internal static class ShellFormat
{
    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        VariableFormats.RefuseNoShellName(variable, "a shell");
        output.Append($"export {variable.Name}='");
        foreach (var value in variable.Value)
        {
            if (value == '\'')
                output.Append("'\\''"u8);
            else
                output.Append(value);
        }

        output.Append("'\n"u8);
    }
}
