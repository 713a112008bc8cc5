using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// Writes variables for one kind of reader, so that it reads exactly these values; what it could not read is an
/// error that names the variable.
/// </summary>
internal delegate void VariableFormat(SecretBuffer output, IReadOnlyList<SecretVariable> variables);

// docs/decisions/0021
/// <summary>The formats of <c>env</c>.</summary>
internal static class VariableFormats
{
    public const string GitHub = "github";

    private static readonly Dictionary<string, VariableFormat> Formats = new(StringComparer.Ordinal)
    {
        ["dotenv"] = Each(DotenvFormat.Write),
        ["json"] = JsonFormat.Write,
        ["yaml"] = Each(YamlFormat.Write),
        ["shell"] = Each(ShellFormat.Write),
        ["docker"] = Each(DockerFormat.Write),
        ["systemd"] = Each(SystemdFormat.Write),
        [GitHub] = Each(GitHubFormat.Write),
    };

    public static string[] All => [.. Formats.Keys];

    public static string Names => string.Join(", ", Formats.Keys);

    public static VariableFormat Of(string? name) => name is not null && Formats.TryGetValue(name, out var format)
        ? format
        : throw (name is null
            ? PsonociException.Usage("--format is missing", $"one of: {Names}")
            : PsonociException.NotOneOf("invalid --format", name, Formats.Keys));

    /// <summary>A refusal names the variable and what is wrong with its value, never the value.</summary>
    public static PsonociException Inexpressible(SecretVariable variable, string format, string why, string? hint = null) =>
        new("inexpressible", $"{variable.Name} in secret {variable.Source} cannot be written for {format}: {why}", hint);

    /// <summary>What a shell, and every reader that follows it, takes for a name.</summary>
    public static void RefuseNoShellName(SecretVariable variable, string format)
    {
        var name = variable.Name;
        if (char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw Inexpressible(
                variable, format, "names can only contain ASCII letters, digits and '_', and cannot start with a digit",
                "rename it with --map");
    }

    private static VariableFormat Each(Action<SecretBuffer, SecretVariable> write) => (output, variables) =>
    {
        foreach (var variable in variables)
            write(output, variable);
    };
}
