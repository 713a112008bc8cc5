using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// A manifest of the variables that a program needs, to be kept with its source: one name a line; <c>#</c> begins a comment.
/// </summary>
internal static class RequiredNames
{
    public static IReadOnlyList<string> ReadFile(string path)
    {
        var names = new List<string>();
        var number = 0;
        foreach (var line in TextInput.ReadFile(path).Split('\n'))
        {
            number++;
            var name = line.Split('#')[0].Trim();
            if (name.Length == 0)
                continue;
            if (!VariableNames.IsValid(name) || name.Any(char.IsWhiteSpace))
                throw new PsonociException("manifest", $"{path}, line {number}: expected one variable name");
            names.Add(name);
        }

        return names;
    }
}
