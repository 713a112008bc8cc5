namespace Psono.Tests.Architecture;

/// <summary>Whatever somebody wrote into the repository, by its path relative to the root.</summary>
internal static class Texts
{
    private static readonly string[] Kinds =
        [".cs", ".razor", ".resx", ".mjs", ".css", ".sql", ".json", ".md", ".c", ".sh", ".py", ".lua", ".props", ".targets", ".csproj"];

    public static IReadOnlyList<string> Files { get; } = [.. FilesBelow(Repository.Root)
        .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Written => Files.Where(path => Kinds.Contains(Path.GetExtension(path)));

    public static IEnumerable<string> Documents => Files.Where(path => Path.GetExtension(path) == ".md");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>Without what is built: it may come and go meanwhile.</summary>
    private static IEnumerable<string> FilesBelow(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(inner => Path.GetFileName(inner) is not (".git" or "artifacts" or "bin" or "obj"))
            .SelectMany(FilesBelow));
}
