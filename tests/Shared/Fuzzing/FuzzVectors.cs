namespace Psono.Tests.Shared.Fuzzing;

/// <summary>The files of <c>tests/Vectors/fuzz</c>, copied next to the tests: what was found once, and valid inputs.</summary>
internal static class FuzzVectors
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Vectors", "fuzz");

    public static IReadOnlyList<(string Name, byte[] Input)> Of(string target)
    {
        var directory = Path.Combine(Root, target);
        var files = Directory.Exists(directory) ? Directory.GetFiles(directory) : [];
        return [.. files.Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
    }
}
