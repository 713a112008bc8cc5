namespace Psono.Server.Users;

/// <summary>The language of an account, for mails and clients.</summary>
internal static class Languages
{
    public const string Default = "en";

    /// <summary>The first language of an <c>Accept-Language</c> header, without its region.</summary>
    public static string Preferred(string header)
    {
        var first = header.Split([',', ';', '-'], 2)[0].Trim().ToLowerInvariant();
        return first.Length is 2 or 3 && first.All(char.IsAsciiLetterLower) ? first : Default;
    }
}
