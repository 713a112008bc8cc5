namespace Psono.Server.Users;

/// <summary>The language of an account, for mails and clients.</summary>
internal static class Languages
{
    public const string Default = "en";

    public const string French = "fr";

    /// <summary>Those that mails are written in.</summary>
    public static readonly IReadOnlyList<string> OfMails = [Default, French];

    /// <summary>The first language of an <c>Accept-Language</c> header, without its region.</summary>
    public static string Preferred(string header, string otherwise)
    {
        var first = header.Split([',', ';', '-'], 2)[0].Trim().ToLowerInvariant();
        return first.Length is 2 or 3 && first.All(char.IsAsciiLetterLower) ? first : otherwise;
    }

    /// <summary>Of a mail to an account: it may have any, such as <c>fr-CA</c> or one that no mail is written in.</summary>
    public static string OfMail(string language, string otherwise) =>
        OfMails.FirstOrDefault(known => known == Preferred(language, otherwise)) ?? otherwise;
}
