using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Psono.Protocol.Text;

/// <summary>What common readers of <c>.env</c> files take differently.</summary>
internal static partial class DotenvDoubts
{
    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"“”„‘’«");

    /// <summary>Whether others would replace something: <c>$NAME</c>, <c>${NAME}</c>, <c>$(command)</c>, a command in backticks.</summary>
    public static bool HasReference(string raw) => Reference.IsMatch(raw);

    /// <summary>Only a shell takes away quotes in the middle. Typographic ones come from copied pages, and are quotes to nobody.</summary>
    public static bool HasShellSyntax(string value) => value.AsSpan().ContainsAny(Quotes) || value.EndsWith(';');

    public static bool HasSecondAssignment(string value) => SecondAssignment.IsMatch(value);

    public static bool IsWindowsPath(string raw) => WindowsPath.IsMatch(raw);

    /// <summary>Whether a later line of the value looks like a variable, as if the quote before it had been forgotten.</summary>
    public static bool HasVariables(string raw) =>
        raw.Contains('\n', StringComparison.Ordinal) && !raw.Contains("-----BEGIN ", StringComparison.Ordinal) && Variable.IsMatch(raw);

    public static bool HasInvisible(string value)
    {
        foreach (var c in value)
        {
            if (c is '\t' or '\n' or ' ' || char.IsAscii(c) && !char.IsControl(c))
                continue;
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*(?:\$[A-Za-z0-9_{($]|`)")]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"[ \t][A-Za-z_][A-Za-z0-9_]*=")]
    private static partial Regex SecondAssignment { get; }

    [GeneratedRegex(@"^[A-Za-z]:\\[^\\]")]
    private static partial Regex WindowsPath { get; }

    [GeneratedRegex(@"\n[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*=")]
    private static partial Regex Variable { get; }
}
