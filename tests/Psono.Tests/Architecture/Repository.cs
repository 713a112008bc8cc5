using System.Reflection;
using System.Xml.Linq;

namespace Psono.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    /// <summary>Every project that ships, by the name of its file.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => XDocument.Load(path));

    /// <summary>Every source file that ships, as a path relative to <c>src</c>.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Root, "src"), path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
            .Order(StringComparer.Ordinal)];

    public static string Read(string source) => File.ReadAllText(Path.Combine(Root, "src", source));

    /// <summary>What a project names in its items of that kind.</summary>
    public static IEnumerable<string> Items(XDocument project, string kind) =>
        project.Descendants(kind).Select(item => (string?)item.Attribute("Include") ?? "").Order(StringComparer.Ordinal);
}
