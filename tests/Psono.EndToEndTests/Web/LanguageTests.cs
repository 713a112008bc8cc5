using System.Text.RegularExpressions;
using System.Xml.Linq;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed partial class LanguageTests(World world, WebBrowser browser)
{
    [Fact]
    public void Every_text_is_there_in_French_with_the_same_places_to_fill_in()
    {
        var files = Directory.GetFiles(Path.Combine(Published.Root, "src/Psono.Web/Resources"), "*Text.resx");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (english, french) = (Read(file), Read(Path.ChangeExtension(file, ".fr.resx")));
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), french.Keys.Order(StringComparer.Ordinal));
            foreach (var (name, text) in english)
                Assert.True(Places(text).SetEquals(Places(french[name])), $"{Path.GetFileName(file)}: {name}");
        }
    }

    [Fact]
    public async Task Every_page_is_in_French_for_who_reads_French()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin, new() { Locale = "fr-FR" })).GoAsync();
        await page.LogInAsync(alice.Username);
        foreach (var (path, heading) in new[]
        {
            ("/secrets", "Secrets"), ("/api-keys", "Clés d’API"), ("/install", "Installer psonoci"), ("/sessions", "Sessions"),
            ("/account", "Compte"), ("/about", "À propos"),
        })
        {
            await page.Tab.ClickAsync($".nav a[href='{path}']");
            await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(heading);
            await page.Tab.Locator(".busy").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
            await page.InspectAsync(path[1..] + "-fr");
        }

        foreach (var (path, heading) in new[] { ("/two-step", "Vérification en deux étapes"), ("/emergency-codes", "Codes d’urgence") })
        {
            await page.NavigateAsync(path);
            await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(heading);
            await page.Tab.Locator(".busy").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
            await page.InspectAsync(path[1..] + "-fr");
        }

        await page.Tab.ClickAsync(".nav a[href='/secrets']");
        await page.Tab.ClickAsync("#new-secret");
        await Expect(page.Tab.Locator("h1")).ToContainTextAsync("Variables d’environnement");
        await page.InspectAsync("secret-new-fr");
    }

    [Fact]
    public async Task Another_language_than_the_browsers_can_be_chosen_and_stays()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin, new() { Locale = "en-GB" })).GoAsync();
        await page.LogInAsync(alice.Username);
        await page.Tab.ClickAsync(".nav a[href='/sessions']");
        await Expect(page.Tab.Locator("#session-list")).ToContainTextAsync(BritishDate());
        await page.Tab.ClickAsync(".nav a[href='/account']");
        await page.Tab.SelectOptionAsync("#language", "fr");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Compte");
        await page.Tab.ClickAsync(".nav a[href='/sessions']");
        await Expect(page.Tab.Locator("#session-list")).ToContainTextAsync(FrenchDate());
        await page.Tab.ReloadAsync();

        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Votre coffre est verrouillé");
        await Expect(page.Tab.Locator("html")).ToHaveAttributeAsync("lang", "fr");
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!
            .Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(place => place.Value)];

    [GeneratedRegex(@"\d{1,2} \w+ 20\d\d, \d\d:\d\d")]
    private static partial Regex BritishDate();

    [GeneratedRegex(@"\d{1,2} \S+ 20\d\d, \d\d:\d\d")]
    private static partial Regex FrenchDate();

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Place();
}
