using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>The places that no other test goes to: dialogs, the trash, the menu of narrow screens, addresses that lead nowhere.</summary>
public sealed class CornerTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task Dialogs_the_menu_and_the_trash_look_as_they_should()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'in a corner' --folder corner a=1");
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.ClickAsync("#new-other");
        await page.InspectAsync("menu-types");
        await page.Tab.ClickAsync("#new-other");
        await page.Tab.ClickAsync("#new-folder");
        await Expect(page.Tab.Locator("dialog[open]")).ToBeVisibleAsync();
        await page.InspectAsync("folder-new");
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.CheckAsync("#trash");
        await Expect(page.Tab.GetByText("The trash is empty")).ToBeVisibleAsync();
        await page.InspectAsync("trash-empty");
        await page.Tab.UncheckAsync("#trash");
        await page.Tab.FillAsync("#search", "in a corner");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#move");
        await page.InspectAsync("secret-move");
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.ClickAsync("#delete");
        await page.InspectAsync("secret-delete");
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.SetViewportSizeAsync(360, 740);
        await page.Tab.GetByLabel("Menu").ClickAsync();
        await page.InspectAsync("menu");
        await page.Tab.SetViewportSizeAsync(360, 740);
        await page.Tab.GetByLabel("Menu").PressAsync("Escape");
        await Expect(page.Tab.Locator(".shell-open")).ToHaveCountAsync(0);
        await page.Tab.GetByLabel("Menu").ClickAsync();
        await Expect(page.Tab.Locator(".shell-open")).ToHaveCountAsync(1);
        await page.Tab.Locator("#edit").FocusAsync();
        await Expect(page.Tab.Locator(".shell-open")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/no/such/page");
        await Expect(page.Tab.GetByRole(Microsoft.Playwright.AriaRole.Heading)).ToContainTextAsync("Page not found");
        await page.InspectAsync("not-found");
    }

    [Fact]
    public async Task A_code_that_confirms_no_address_says_so()
    {
        await using var page = await browser.OpenAsync(world.Server.Origin);
        page.Expected.Add("the server responded with a status of 400");
        await page.GoAsync("/activate.html#!/activation-code/wrong");
        await Expect(page.Tab.GetByRole(Microsoft.Playwright.AriaRole.Alert).First)
            .ToContainTextAsync("Invalid confirmation link");
        await Expect(page.Tab).ToHaveURLAsync(world.Server.Origin + "/activate");
        await page.InspectAsync("activate");
    }

    [Fact]
    public async Task A_server_that_goes_away_leaves_the_vault_open_and_says_so()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        page.Expected.Add("Failed to load resource");
        await page.RegisterAsync("stranded@example.com");
        await page.Tab.Locator("#first-secret").WaitForAsync();
        await server.KillAsync();
        await page.Tab.ClickAsync(".nav a[href='/api-keys']");

        await Expect(page.Tab.GetByRole(Microsoft.Playwright.AriaRole.Alert).First).ToContainTextAsync("Cannot connect to the server");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("stranded@example.com");
        await page.InspectAsync("unreachable");
    }
}
