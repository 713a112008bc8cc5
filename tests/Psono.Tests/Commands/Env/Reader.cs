namespace Psono.Tests.Commands.Env;

/// <summary>Programs that read what <c>env</c> writes, and tell what they have read.</summary>
internal static class Reader
{
    public static Dictionary<string, string> Shell(string shell, byte[] file) =>
        Run(shell, file, "-c", """set -e; . "$1"; exec /usr/bin/env -0""", "reader");

    /// <summary>Marks what was assigned as exported, as the reader of a file with plain assignments does.</summary>
    public static Dictionary<string, string> Assignments(string shell, byte[] file) =>
        Run(shell, file, "-c", """set -ea; . "$1"; exec /usr/bin/env -0""", "reader");

    public static Dictionary<string, string> Yaml(byte[] file) =>
        Python(file, "import yaml; pairs = yaml.safe_load(open(path, 'rb').read())");

    public static Dictionary<string, string> Dotenv(byte[] file) =>
        Python(file, "import dotenv; pairs = dotenv.dotenv_values(path, interpolate=True)");

    private static Dictionary<string, string> Python(byte[] file, string read) => Run(
        "python3", file, "-c", $"import sys; path = sys.argv[1]\n{read}\nfor name, value in pairs.items(): "
            + "sys.stdout.buffer.write((name + '=' + value + '\\0').encode())");

    private static Dictionary<string, string> Run(string program, byte[] file, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("variables");
        File.WriteAllBytes(path, file);
        var output = Tool.Run(program, [.. arguments, path]).Succeeds().Output;
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
