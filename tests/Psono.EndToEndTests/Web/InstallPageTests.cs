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
        var check = await page.Tab.Locator("#check-command pre").TextContentAsync();
        using var directory = new TemporaryDirectory();

        var result = (await Shell.RunAsync($"cd {directory.File(".")} && {install} && {check} && ./psonoci --version")).Succeeds();
        Assert.StartsWith("psonoci: OK\n", result.Output, StringComparison.Ordinal);
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
