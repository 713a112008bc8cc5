namespace Psono.Web.Services;

/// <summary>Texts of users where there is little room, or a sentence around them.</summary>
internal static class DisplayText
{
    private const int Longest = 200;

    /// <summary>Nobody reads 100 KB in a list, and the browser need not lay it out.</summary>
    public static string Short(string text) => text.Length > Longest ? text[..Longest] + "…" : text;

    /// <summary>For a sentence: whatever direction it is written in, the words around it stay where they are (Unicode: FSI, PDI).</summary>
    public static string Quoted(string text) => $"\u2068{Short(text)}\u2069";
}
