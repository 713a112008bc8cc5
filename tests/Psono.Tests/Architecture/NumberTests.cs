using System.Globalization;
using System.Text.RegularExpressions;

namespace Psono.Tests.Architecture;

/// <summary>
/// A number in a decision that is a constant of the code names it, and is what it says: <c>30 ms (`OutputPump.EchoMilliseconds`)</c>.
/// </summary>
public sealed partial class NumberTests
{
    [Fact]
    public void A_number_that_names_its_constant_is_that_constant()
    {
        var numbers = Texts.Documents.Where(path => path.StartsWith("docs", StringComparison.Ordinal))
            .SelectMany(path => Number.Matches(Texts.Read(path))).ToList();
        Assert.True(numbers.Count > 15);
        Assert.All(numbers, number => Assert.Equal(
            ValueOf(number.Groups["class"].Value, number.Groups["member"].Value),
            number.Groups["unit"].Value is "second" or "minute" or "hour" or "day"
                ? $"{number.Groups["number"].Value} {number.Groups["unit"].Value}"
                : number.Groups["number"].Value));
    }

    [Fact]
    public void A_constant_that_is_named_stands_behind_a_number()
    {
        foreach (var path in Texts.Documents.Where(path => path.StartsWith(Path.Combine("docs", "decisions"), StringComparison.Ordinal)))
        {
            var text = Texts.Read(path);
            Assert.Equal(Constant.Count(text), Number.Count(text));
        }
    }

    /// <summary>As the source has it: <c>210,000</c>, or <c>15 minute</c> of a time.</summary>
    private static string ValueOf(string type, string member)
    {
        var source = Repository.Read(Repository.Sources.Single(path => Path.GetFileName(path) == type + ".cs"));
        var declaration = Regex.Match(source, $@"\b{member} (?:\{{ [^}}]*\}} )?= (?<value>[^;]+);");
        Assert.True(declaration.Success, $"{type}.{member}");
        var value = declaration.Groups["value"].Value.Replace("_", "", StringComparison.Ordinal);
        if (TimeSpanCall.Match(value) is { Success: true } time)
            return $"{time.Groups["count"].Value} {time.Groups["unit"].Value.ToLowerInvariant()}";
        var parts = value.Split(" << ").Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return (parts.Count == 2 ? parts[0] << parts[1] : parts.Single()).ToString("N0", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?<number>\b\d[\d,]*)(?:\s+(?<unit>[a-z]+?)s?)?\s+\(`(?<class>[A-Z]\w+)\.(?<member>[A-Z]\w+)`\)")]
    private static partial Regex Number { get; }

    [GeneratedRegex(@"\(`[A-Z]\w+\.[A-Z]\w+`\)")]
    private static partial Regex Constant { get; }

    [GeneratedRegex(@"^TimeSpan\.From(?<unit>Second|Minute|Hour|Day)s\((?<count>\d+)\)$")]
    private static partial Regex TimeSpanCall { get; }
}
