namespace Psono.Web.Services;

/// <summary>Texts of users where there is little room, or a sentence around them.</summary>
internal static class DisplayText
{
    private const int Longest = 200;
    private const int LongestHeading = 4000;

    /// <summary>Nobody reads 100 KB in a list, and the browser need not lay it out.</summary>
    public static string Short(string text) => Cut(text, Longest);

    /// <summary>Where there is room for all of it, unless somebody put a file there.</summary>
    public static string Heading(string text) => Cut(text, LongestHeading);

    /// <summary>For a sentence: whatever direction it is written in, the words around it stay where they are (Unicode: FSI, PDI).</summary>
    public static string Quoted(string text) => $"\u2068{Short(text)}\u2069";

    private static string Cut(string text, int longest) => text.Length > longest ? text[..longest] + "…" : text;
}
