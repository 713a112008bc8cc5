namespace Psono.Server.SecondFactors;

/// <summary>An answer of Yubico's service: lines of <c>name=value</c>.</summary>
internal static class YubicoAnswer
{
    public static SortedDictionary<string, string> Parse(string text)
    {
        var told = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('=', 2) is [var name, var value])
                told[name] = value;
        }

        return told;
    }
}
