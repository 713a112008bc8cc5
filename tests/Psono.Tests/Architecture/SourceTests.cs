using System.Text.RegularExpressions;

namespace Psono.Tests.Architecture;

/// <summary>Rules of the house that a file can be checked for.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;
    private const int MaxLength = 140;

    [Fact]
    public void There_are_sources_to_check()
    {
        Assert.True(Repository.Sources.Count > 100);
        foreach (var project in Repository.Projects.Keys)
            Assert.Contains(
                Repository.Sources, source => source.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_short_enough_to_be_read()
    {
        var tooLong = Repository.Sources.Where(source => Repository.Read(source).Count(character => character == '\n') >= MaxLines);
        Assert.Empty(tooLong);
    }

    /// <summary>Of everything in the repository that somebody writes line by line, not only of what ships.</summary>
    [Fact]
    public void A_line_fits_the_screen()
    {
        string[] kinds = [".cs", ".razor", ".mjs", ".css", ".sh", ".py", ".c", ".sql", ".csproj", ".props", ".targets"];
        var files = Texts.Files
            .Where(path => kinds.Contains(Path.GetExtension(path)) || Path.GetDirectoryName(path) == ".ci").ToList();
        Assert.Empty(kinds.Except(files.Select(path => Path.GetExtension(path))));
        string[] everywhere =
            ["build.sh", "test.sh", ".ci/run", "src/Psono.Cli/Program.cs", "tests/Directory.Build.props", "perf/measure.py"];
        Assert.Empty(everywhere.Except(files));

        Assert.Empty(files.SelectMany(path => Texts.Read(path).Split('\n')
            .Select((line, index) => (Place: $"{path}:{index + 1}", Line: line))
            .Where(line => line.Line.EnumerateRunes().Count() > MaxLength).Select(line => line.Place)));
    }

    [Fact]
    public void No_name_says_that_its_author_found_no_name()
    {
        var folders = Repository.Sources.SelectMany(source => source.Split(Path.DirectorySeparatorChar, '.')).Distinct();
        Assert.DoesNotContain(folders, name => EmptyName.IsMatch(name));

        var types = Repository.Sources.SelectMany(source => TypeDeclaration.Matches(Repository.Read(source)))
            .Select(match => match.Groups["name"].Value);
        Assert.Contains("SecretBox", types);
        Assert.DoesNotContain(types, name => EmptyName.IsMatch(name));
    }

    [Theory]
    [InlineData("SecretHelper"), InlineData("Utils"), InlineData("KeyManager"), InlineData("Common"), InlineData("StringUtilities")]
    public void Such_a_name_would_be_found(string name)
    {
        Assert.Matches(EmptyName, name);
        Assert.Equal(name, TypeDeclaration.Match($"    internal readonly record struct {name}<T>(T Value);").Groups["name"].Value);
        Assert.Equal(name, TypeDeclaration.Match($"public static partial class {name}\n").Groups["name"].Value);
    }

    [Fact]
    public void A_namespace_is_the_folder()
    {
        foreach (var source in Repository.Sources)
        {
            var declared = NamespaceDeclaration.Matches(Repository.Read(source)).Select(match => match.Groups["name"].Value).ToList();
            // Of what others extend, namespaces are where they look.
            var project = source.Split(Path.DirectorySeparatorChar)[0];
            var root = Repository.Projects.GetValueOrDefault(project)?.Descendants("RootNamespace").SingleOrDefault()?.Value ?? project;
            var expected = root + Path.GetDirectoryName(source)![project.Length..].Replace(Path.DirectorySeparatorChar, '.');
            Assert.All(declared, name => Assert.True(name == expected, $"{source} is in {name}"));
            Assert.True(declared.Count == 1 || Path.GetFileName(source) == "Program.cs", $"{source} has {declared.Count} namespaces");
        }
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        foreach (var source in Repository.Sources)
            Assert.DoesNotMatch(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b", Repository.Read(source));
    }

    [GeneratedRegex("(Utils?|Utilit(y|ies)|Helpers?|Common|Managers?)$")]
    private static partial Regex EmptyName { get; }

    [GeneratedRegex(@"^\s*(\w+\s+)*(class|struct|record|interface|enum)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration { get; }

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration { get; }
}
