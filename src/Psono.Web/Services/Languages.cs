using System.Globalization;

namespace Psono.Web.Services;

/// <summary>The languages of the texts: the one that the user chose here, or the browser's.</summary>
internal static class Languages
{
    private const string Chosen = "psono.language";

    /// <summary>Each by its own name.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } = [("en", "English"), ("fr", "Français")];

    public static string Current { get; private set; } = All[0].Code;

    public static event Action? Changed;

    /// <param name="preferred">What the user reads, best first, separated by commas.</param>
    public static string Choose(string preferred) =>
        preferred.Split(',')
            .Select(tag => tag.Split('-')[0].Trim().ToLowerInvariant())
            .FirstOrDefault(tag => All.Any(language => language.Code == tag)) ?? All[0].Code;

    public static void Start() => Use(Choose($"{Browser.Read("local", Chosen)},{Browser.Languages()}"));

    /// <summary>From now on, in this browser.</summary>
    public static async Task SwitchAsync(string language)
    {
        // The framework itself loads the texts of the language of the start, and no others.
        if (language != All[0].Code)
            await Browser.LoadTextsAsync([language]);
        Browser.Write("local", Chosen, language);
        Use(language);
        Changed?.Invoke();
    }

    private static void Use(string language)
    {
        Current = language;
        // Not the culture of the current work: what comes later would not know of it.
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = new CultureInfo(language);
        Browser.SetLanguage(language);
    }
}
