using System.Globalization;

namespace Psono.Web.Services;

/// <summary>The languages of the texts. The browser says which one its user reads.</summary>
internal static class Languages
{
    private static readonly string[] Spoken = ["en", "fr"];

    public static string Choose(string preferred) =>
        preferred.Split(',')
            .Select(tag => tag.Split('-')[0].Trim().ToLowerInvariant())
            .FirstOrDefault(Spoken.Contains) ?? Spoken[0];

    /// <summary>Only the texts: numbers and dates are written the same for everybody.</summary>
    public static void Use(string language)
    {
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = new CultureInfo(language);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture;
        Browser.SetLanguage(language);
    }
}
