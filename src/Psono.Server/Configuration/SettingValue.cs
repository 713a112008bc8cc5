using System.Globalization;
using Psono.Server.Mail;
using Psono.Server.SecondFactors;
using Psono.Server.Users;

namespace Psono.Server.Configuration;

/// <summary>How the text of a setting is read. A <see cref="FormatException"/> says what was expected and never repeats the text.</summary>
internal static class SettingValue
{
    public static bool Bool(string text) => text.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException("expected true or false"),
    };

    public static int Number(string text, int min = 0, int max = int.MaxValue) => (int)LongNumber(text, min, max);

    public static long LongNumber(string text, long min = 0, long max = long.MaxValue) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"expected a number from {min} to {max}");

    public static IReadOnlyList<string> List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static IReadOnlyList<Uri> Urls(string text)
    {
        var urls = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.Length == 0
            ? throw new FormatException("expected an address such as http://127.0.0.1:10100")
            : [.. urls.Select(ListenUrl)];
    }

    public static byte[] Base64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new FormatException("expected a key in base64");
        }
    }

    public static FactorKinds Factors(string text)
    {
        var kinds = FactorKinds.None;
        foreach (var name in List(text))
            kinds |= FactorNames.Parse(name) ?? throw new FormatException("expected google_authenticator, webauthn or yubikey_otp");
        return kinds;
    }

    /// <summary>Absolute http or https addresses.</summary>
    public static IReadOnlyList<Uri> WebUrls(string text) => [.. List(text).Select(Url)];

    /// <summary>An absolute http or https address, without a final slash.</summary>
    public static string PublicUrl(string text) => Url(text).ToString().TrimEnd('/');

    public static LogLevel Level(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level)
            ? level
            : throw new FormatException("expected trace, debug, information, warning, error or none");

    public static Registration Registration(string text) => text.ToLowerInvariant() switch
    {
        "first" => Configuration.Registration.First,
        "true" => Configuration.Registration.Everybody,
        "false" => Configuration.Registration.Nobody,
        _ => throw new FormatException("expected first, true or false"),
    };

    /// <summary>Before there were two ways of encrypting, it was true or false.</summary>
    public static MailTls Tls(string text) => text.ToLowerInvariant() switch
    {
        "starttls" or "true" => MailTls.StartTls,
        "tls" => MailTls.Implicit,
        "none" or "false" => MailTls.None,
        _ => throw new FormatException("expected starttls, tls or none"),
    };

    public static string Language(string text) => Languages.OfMails.Contains(text)
        ? text
        : throw new FormatException($"expected {string.Join(" or ", Languages.OfMails)}");

    /// <summary>
    /// Names are not taken: Kestrel listens everywhere for a name that it does not know, and so for a typing error in "localhost".
    /// </summary>
    private static Uri ListenUrl(string text)
    {
        var url = Url(text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal));
        if (url.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) && !url.IsLoopback)
            throw new FormatException("expected an IP address of this machine, localhost, or * for all, as in http://127.0.0.1:10100");
        if (url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            throw new FormatException("expected scheme, address and port alone, as in http://127.0.0.1:10100");
        return url;
    }

    private static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new FormatException("expected an address such as http://127.0.0.1:10100");
}
