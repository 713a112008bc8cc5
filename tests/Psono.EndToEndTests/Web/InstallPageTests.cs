using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class InstallPageTests(World world, WebBrowser browser, InstallWorld install) : IClassFixture<InstallWorld>
{
    [Fact]
    public async Task Anybody_sees_the_line_for_the_platform_at_hand_and_can_choose_another()
    {
        await using var page = await (await browser.OpenAsync(install.Origin)).GoAsync("/install/");
        await Expect(page.Tab.Locator("#platform")).ToHaveValueAsync("linux-x64");
        await Expect(page.Tab.Locator("#install-line pre")).ToHaveTextAsync($"curl -fsSL {install.Origin}/install.sh | sh");
        Assert.Equal(
            ["Linux, x64", "Linux, arm64", "macOS, Apple silicon", "Windows, x64"],
            await page.Tab.Locator("#platform option").AllTextContentsAsync());
        await page.InspectAsync("install-visitor");
        await page.Tab.SelectOptionAsync("#platform", "osx-arm64");
        await Expect(page.Tab.Locator("#install-command pre")).ToContainTextAsync("shasum -a 256 --check");
        var hash = await page.Tab.Locator("#hash code").TextContentAsync();
        var download = await page.Tab.RunAndWaitForDownloadAsync(() => page.Tab.ClickAsync("#file"));

        Assert.Equal("psonoci", download.SuggestedFilename);
        await using (var content = await download.CreateReadStreamAsync())
            Assert.Equal(hash, Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content)));
        var signature = await page.Tab.RunAndWaitForDownloadAsync(() => page.Tab.ClickAsync("#signed a:last-child"));
        Assert.Equal(install.Origin + "/install/SHA256SUMS.sig", signature.Url);
    }

    [Fact]
    public async Task A_visitor_with_Windows_gets_commands_for_PowerShell()
    {
        const string windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0";
        await using var page = await browser.OpenAsync(install.Origin, new() { UserAgent = windows, Locale = "fr" });
        await page.GoAsync("/install");
        await Expect(page.Tab.Locator("#platform")).ToHaveValueAsync("win-x64");

        await Expect(page.Tab.Locator("#install-command pre")).ToContainTextAsync($"{install.Origin}/install/win-x64/psonoci.exe -OutFile");
        await Expect(page.Tab.Locator("#install-line")).ToHaveCountAsync(0);
        await page.InspectAsync("install-windows-fr");
    }

    [Fact]
    public async Task The_commands_of_the_page_install_psonoci()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await page.NavigateAsync("/install");
        await Expect(page.Tab.Locator("#hash code")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$"));
        await Expect(page.Tab.Locator("#signed")).ToHaveCountAsync(0);
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
