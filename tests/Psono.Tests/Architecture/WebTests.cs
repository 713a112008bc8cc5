using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Psono.Tests.Architecture;

/// <summary>Rules of the web vault that its sources can be checked for.</summary>
public sealed partial class WebTests
{
    private static readonly string Web = Path.Combine(Repository.Root, "src/Psono.Web");

    private static readonly Dictionary<string, string> Components =
        Directory.EnumerateFiles(Web, "*.razor", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllText);

    [Fact]
    public void Every_text_is_there_in_English_and_in_French()
    {
        var english = Directory.EnumerateFiles(Path.Combine(Web, "Resources"), "*.resx")
            .Where(path => !path.EndsWith(".fr.resx", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(english);
        foreach (var path in english)
        {
            var (here, there) = (Texts(path), Texts(Path.ChangeExtension(path, ".fr.resx")));
            Assert.Equal(here.Keys.Order(), there.Keys.Order());
            foreach (var (name, text) in here)
                Assert.True(Places(text).SetEquals(Places(there[name])), $"{name} of {path} has other places in French");
        }
    }

    [Fact]
    public void Every_text_that_a_component_asks_for_is_there()
    {
        foreach (var (path, source) in Components)
        {
            foreach (Match inject in Injection.Matches(source))
            {
                var texts = Texts(Path.Combine(Web, "Resources", inject.Groups["class"].Value + ".resx"));
                var uses = Regex.Matches(source, $@"\b{inject.Groups["name"].Value}\[""(?<text>\w+)""(?! \+)");
                foreach (Match use in uses)
                    Assert.True(texts.ContainsKey(use.Groups["text"].Value), $"{use.Groups["text"].Value} of {path}");
            }
        }
    }

    /// <summary>The policy of the page forbids it: it would not work.</summary>
    [Fact]
    public void Nothing_is_styled_or_marked_up_inline()
    {
        foreach (var (path, source) in Components)
            Assert.False(Inline.IsMatch(source), path);
        Assert.Matches(Inline, "<p style=\"x\">");
    }

    private static Dictionary<string, string> Texts(string path) =>
        XDocument.Load(path)
            .Descendants("data").ToDictionary(data => (string)data.Attribute("name")!, data => (string)data.Element("value")!);

    private static HashSet<string> Places(string text) => [.. Place.Matches(text).Select(place => place.Value)];

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place { get; }

    [GeneratedRegex(@"@inject IStringLocalizer<(?<class>\w+)> (?<name>\w+)")]
    private static partial Regex Injection { get; }

    [GeneratedRegex(@"\sstyle\s*=|MarkupString|\son\w+\s*=\s*""(?!@)")]
    private static partial Regex Inline { get; }
}
