namespace Psono.Web.Secrets;

/// <summary>
/// What sites show as a QR code: <c>otpauth://totp/…?secret=…&amp;algorithm=…&amp;digits=…&amp;period=…</c> (Key Uri Format).
/// </summary>
internal static class OtpAuthUrl
{
    /// <summary>The parts by the names of the form's fields; null if it is no such address.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string text)
    {
        text = text.Trim();
        if (!text.StartsWith("otpauth:", StringComparison.OrdinalIgnoreCase)
            || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host != "totp")
            return null;
        var query = url.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .ToLookup(part => part[0].ToLowerInvariant(), part => Uri.UnescapeDataString(part[1]));
        return query["secret"].FirstOrDefault() is not { Length: > 0 } secret ? null : new Dictionary<string, string>
        {
            ["code"] = secret.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(),
            ["algorithm"] = query["algorithm"].FirstOrDefault()?.ToUpperInvariant() ?? "SHA1",
            ["digits"] = query["digits"].FirstOrDefault() ?? "6",
            ["period"] = query["period"].FirstOrDefault() ?? "30",
        };
    }
}
