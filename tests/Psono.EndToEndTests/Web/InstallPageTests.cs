using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class InstallPageTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task The_commands_of_the_page_install_psonoci()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/install");
        await Expect(page.Tab.Locator("#hash code")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$"));
        await page.InspectAsync("install");
        var install = await page.Tab.Locator("#install-command pre").TextContentAsync();
        using var directory = new TemporaryDirectory();

        var result = (await Shell.RunAsync($"cd {directory.File(".")} && {install} && ./psonoci --version")).Succeeds();
        Assert.StartsWith("psonoci: OK\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_psonoci_is_not_asked_for_it()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 404");
        await page.Tab.RouteAsync("**/install/**", route => route.FulfillAsync(new() { Status = 404, Body = "not here" }));
        await page.NavigateAsync("/install");
        await Expect(page.Tab.Locator("#no-psonoci")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#install-command")).ToHaveCountAsync(0);
        await page.InspectAsync("install-missing");

        await page.NavigateAsync("/api-keys");
        await page.Tab.ClickAsync("#keys a");
        await page.Tab.ClickAsync("#use");
        await Expect(page.Tab.Locator("#install")).ToContainTextAsync("psonoci is not available here");
        await Expect(page.Tab.Locator("#content")).Not.ToContainTextAsync("curl");
    }

    [Fact]
    public async Task About_shows_the_key_of_the_server()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/about");

        await Expect(page.Tab.Locator(".fingerprint")).ToHaveTextAsync(await alice.VerifyKeyAsync());
        await page.InspectAsync("about");
    }
}
