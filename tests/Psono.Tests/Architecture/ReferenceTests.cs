using System.Text.RegularExpressions;

namespace Psono.Tests.Architecture;

/// <summary>Whoever follows a reference arrives somewhere.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Protocol = Path.Combine("docs", "protocol");
    private static readonly string Decisions = Path.Combine("docs", "decisions");

    /// <summary>The numbers of all sections of each part.</summary>
    private static readonly Dictionary<string, HashSet<string>> Parts = Texts.Documents
        .Where(path => Path.GetDirectoryName(path) == Protocol && char.IsAsciiDigit(Path.GetFileName(path)[0]))
        .ToDictionary(
            path => Path.GetFileName(path)[..1],
            path => Heading.Matches(Texts.Read(path)).Select(match => match.Groups["number"].Value.TrimEnd('.')).ToHashSet());

    [Fact]
    public void A_part_of_the_protocol_that_is_named_has_that_section()
    {
        Assert.Equal(5, Parts.Count);
        Assert.All(Parts, part => Assert.True(part.Value.Count > 3, part.Key));
        var references = Texts.Written.Where(path => Path.GetFileName(path) != "ReferenceTests.cs")
            .SelectMany(path => SectionsOfParts(WithoutLineBreaks(Texts.Read(path)), path)).ToList();
        Assert.True(references.Count > 80);
        Assert.All(references, Resolves);
    }

    [Fact]
    public void Within_a_part_a_section_that_is_named_exists()
    {
        var references = Parts.Keys.SelectMany(part => Texts.Documents
            .Where(path => path.StartsWith(Path.Combine(Protocol, part), StringComparison.Ordinal))
            .SelectMany(path => Section.Matches(PartAndSection.Replace(WithoutLineBreaks(Texts.Read(path)), ""))
                .SelectMany(match => Numbers(match, part, path)))).ToList();
        Assert.True(references.Count > 10);
        Assert.All(references, Resolves);
    }

    [Theory]
    [InlineData("Protocol part 1, sections 15.1 and 15.2.", "1/15.1 1/15.2")]
    [InlineData("(protocol\n/// part 2, section\n    /// 18): a path", "2/18")]
    [InlineData("field errors of part 1, 1.3 under that name", "1/1.3")]
    [InlineData("protocol parts 1 and 3", "1/ 3/")]
    [InlineData("-- protocol part 9, section 1", "9/1")]
    public void Such_a_reference_is_found(string text, string found) => Assert.Equal(
        found,
        string.Join(' ', SectionsOfParts(WithoutLineBreaks(text), "here").Select(reference => $"{reference.Part}/{reference.Section}")));

    [Fact]
    public void A_decision_that_is_named_exists()
    {
        var decisions = Texts.Documents.Where(path => Path.GetDirectoryName(path) == Decisions)
            .Select(path => Path.GetFileName(path)[..4]).ToList();
        Assert.Equal(decisions.Count, decisions.Distinct().Count());
        var references = Texts.Written.SelectMany(path => Decision.Matches(WithoutLineBreaks(Texts.Read(path)))
            .Select(match => (Number: match.Groups["number"].Value, Path: path))).ToList();
        Assert.True(references.Count > 20);
        Assert.All(references, reference => Assert.True(decisions.Contains(reference.Number), $"{reference.Path}: {reference.Number}"));

        // And who reads the code learns that there is one.
        Assert.Empty(decisions.Except(references.Where(reference => !reference.Path.StartsWith("docs", StringComparison.Ordinal))
            .Select(reference => reference.Number)));
    }

    [Fact]
    public void A_link_of_a_document_leads_to_a_file()
    {
        var links = Texts.Documents.SelectMany(path => Link.Matches(Texts.Read(path))
            .Select(match => (Path: path, Target: match.Groups["target"].Value))).ToList();
        Assert.True(links.Count > 20);
        Assert.All(links, link =>
        {
            var target = Path.Combine(Repository.Root, Path.GetDirectoryName(link.Path)!, link.Target);
            Assert.True(Path.Exists(target), $"{link.Path}: {link.Target}");
        });
    }

    /// <summary>The map of the code, and why it is as it is: a file may be named by the end of its path.</summary>
    [Fact]
    public void A_file_that_is_named_exists()
    {
        var named = Texts.Documents.Where(path => path == "ARCHITECTURE.md" || Path.GetDirectoryName(path) == Decisions)
            .SelectMany(path => NamedFile.Matches(Texts.Read(path)).Select(match => (Path: path, Name: match.Groups["name"].Value)))
            .ToList();
        Assert.True(named.Count > 30);
        Assert.All(named, name => Assert.True(
            Texts.Files.Any(path => ("/" + path).EndsWith("/" + name.Name, StringComparison.Ordinal)), $"{name.Path}: {name.Name}"));
    }

    private static void Resolves((string Part, string Section, string Path) reference) => Assert.True(
        Parts.TryGetValue(reference.Part, out var sections) && (reference.Section == "" || sections.Contains(reference.Section)),
        $"{reference.Path}: part {reference.Part}, section {reference.Section}");

    private static IEnumerable<(string Part, string Section, string Path)> SectionsOfParts(string text, string path) =>
        PartAndSection.Matches(text).SelectMany(match =>
            match.Groups["number"].Success ? Numbers(match, match.Groups["part"].Value, path)
                : match.Groups["part"].Captures.Select(part => (part.Value, "", path)));

    private static IEnumerable<(string Part, string Section, string Path)> Numbers(Match match, string part, string path) =>
        match.Groups["number"].Captures.Select(number => (part, number.Value, path));

    /// <summary>A reference may go on in the next line, behind what begins a comment there.</summary>
    private static string WithoutLineBreaks(string text) => LineBreak.Replace(text, " ");

    [GeneratedRegex(@"\s*\n\s*(?:///?|--|\*|#|@\*)?\s*")]
    private static partial Regex LineBreak { get; }

    [GeneratedRegex(@"^#{2,3} (?<number>\d+(?:\.\d+)?)[. ]", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"\b[Pp]arts? (?<part>[1-9])(?: and (?<part>[1-9]))?\b(?:, (?:sections? )?(?<number>\d+(?:\.\d+)?)"
        + @"(?:(?:,| and) (?:section )?(?<number>\d+(?:\.\d+)?))*)?")]
    private static partial Regex PartAndSection { get; }

    [GeneratedRegex(@"(?:\bsections? |\bsee )(?<number>\d+(?:\.\d+)?)(?:(?:,| and) (?<number>\d+(?:\.\d+)?))*")]
    private static partial Regex Section { get; }

    [GeneratedRegex(@"\b[Dd]ecisions?[/ ](?<number>\d{4})\b|\((?<number>00\d\d)\)|\bsee (?<number>00\d\d)\b")]
    private static partial Regex Decision { get; }

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)(?<target>[^)#\s]+)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"`(?<name>\w[\w.-]*(?:/[\w.-]+)*\.(?:cs|c|razor|resx|mjs|css|sh|json|py|sql|slnx|txt))`")]
    private static partial Regex NamedFile { get; }
}
