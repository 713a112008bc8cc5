using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>What windows are called, and where the focus is when a page has come.</summary>
public sealed class PageTitleTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task Every_page_has_a_title_of_its_own_and_none_tells_a_name_out_of_the_vault()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await browser.OpenAsync(alice);
        var secret = await page.Tab.Locator(".entry").GetAttributeAsync("href");
        await page.NavigateAsync("/api-keys");
        var key = await page.Tab.Locator("#keys a").GetAttributeAsync("href");
        var titles = new Dictionary<string, string>
        {
            ["/secrets"] = "Secrets", [secret!] = "Secret", ["/secrets/new/environment_variables"] = "New: Environment variables",
            ["/secrets/new/note"] = "New: Note", ["/secrets/new/nothing"] = "Unknown type", ["/secrets/history"] = "Vault history",
            ["/secrets/unfiled"] = "Not in any folder", ["/api-keys"] = "API keys", ["/api-keys/new"] = "New API key", [key!] = "API key",
            [key + "/use"] = "Connect a machine", ["/install"] = "Install psonoci", ["/sessions"] = "Sessions", ["/account"] = "Account",
            ["/two-step"] = "Two-step login", ["/recovery"] = "Recovery code", ["/emergency-codes"] = "Emergency codes",
            ["/delete-account"] = "Delete account",
            ["/about"] = "About", ["/device"] = "Approve a device", ["/activate"] = "Confirm your e-mail address",
            ["/no/such/page"] = "Page not found",
        };
        foreach (var (path, title) in titles)
        {
            await page.NavigateAsync(path);
            await Expect(page.Tab).ToHaveTitleAsync(title + " · Psono.NET");
            await page.Tab.Locator(".busy").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            Assert.Equal(title + " · Psono.NET", await page.Tab.TitleAsync());
        }

        await page.NavigateAsync("/secrets");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(page.Tab).ToHaveTitleAsync("Locked · Psono.NET");
        await page.NavigateAsync("/register");
        await Expect(page.Tab).ToHaveTitleAsync("Create an account · Psono.NET");
        await page.NavigateAsync("/lost-password");
        await Expect(page.Tab).ToHaveTitleAsync("Reset your password · Psono.NET");
        await page.NavigateAsync("/emergency-login");
        await Expect(page.Tab).ToHaveTitleAsync("Use an emergency code · Psono.NET");
    }

    [Fact]
    public async Task Whoever_opens_a_secret_or_a_key_is_at_its_title_and_whoever_is_asked_whether_to_delete_at_Cancel()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await browser.OpenAsync(alice);
        var cancel = page.Tab.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Cancel" });
        await OpenAsync(".entry", "production database");
        await page.Tab.ClickAsync("#delete");
        await Expect(cancel).ToBeFocusedAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Tab.Locator("#delete")).ToBeFocusedAsync();

        await page.NavigateAsync("/api-keys");
        await OpenAsync("#keys a", "service key");
        await page.Tab.ClickAsync("#delete-key");
        await Expect(cancel).ToBeFocusedAsync();
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("dialog[open]")).ToHaveCountAsync(0);

        async Task OpenAsync(string link, string title)
        {
            await page.Tab.Locator(link).FocusAsync();
            await page.Tab.Keyboard.PressAsync("Enter");
            await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(title);
            await Expect(page.Tab.Locator("h1")).ToBeFocusedAsync();
        }
    }
}
