using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class UnfiledTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task A_secret_that_is_in_no_folder_is_restored_or_deleted()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title kept a=1");
        await world.LoseSecretAsync(alice, "needed");
        await world.LoseSecretAsync(alice, "lost");
        await using var page = await browser.OpenAsync(alice);

        await Expect(page.Tab.Locator("#unfiled")).ToBeVisibleAsync();
        await page.InspectAsync("secrets-unfiled");
        await page.Tab.ClickAsync("#unfiled");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Not in any folder");
        await Expect(page.Tab.Locator("#unfiled-list li")).ToHaveCountAsync(2);
        await page.InspectAsync("unfiled");
        await page.Tab.GetByText("Restore", new() { Exact = true }).First.ClickAsync();
        await Expect(page.Tab.Locator("#unfiled-list li")).ToHaveCountAsync(1);
        await page.Tab.ClickAsync("#unfiled-list .danger");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("h2")).ToHaveTextAsync("Nothing is missing");

        await page.Tab.ClickAsync(".back");
        await Expect(page.Tab.GetByText("kept")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator(".entry-name", new() { HasText = "needed" })).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#unfiled")).ToHaveCountAsync(0);
        Assert.Equal("", (await alice.VaultAsync("ls --unfiled")).Output);
    }
}
