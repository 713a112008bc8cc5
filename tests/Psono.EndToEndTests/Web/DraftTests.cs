using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Nothing that was typed is lost, whatever happens to the session meanwhile.</summary>
public sealed class DraftTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task What_is_typed_is_there_again_after_a_lock_and_nowhere_in_between()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/environment_variables");
        await page.Tab.FillAsync("#title", "half a secret");
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("db_host");
        await page.Tab.GetByLabel("Value of db_host").FillAsync("typed-value");
        await page.Tab.FillAsync("#folder", "Half / Way");
        await LockAsync(page);
        Assert.DoesNotContain("typed-value", await page.Tab.ContentAsync(), StringComparison.Ordinal);
        await UnlockAsync(page);

        await Expect(page.Tab.Locator("#title")).ToHaveValueAsync("half a secret");
        await Expect(page.Tab.GetByLabel("Value of db_host")).ToHaveValueAsync("typed-value");
        await Expect(page.Tab.Locator("#folder")).ToHaveValueAsync("Half / Way");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("half a secret");
        Assert.Equal("db_host=typed-value\n", (await alice.VaultAsync("show 'half a secret' --reveal")).Output);
    }

    [Fact]
    public async Task What_others_wrote_during_a_lock_is_not_overwritten()
    {
        using var alice = await world.RegisterAsync();
        var id = (await alice.VaultAsync("create --title 'locked in between' a=1 b=1")).Output.Trim();
        await using var page = await EditAsync(alice, "locked in between");
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.GetByLabel("Value of a").FillAsync("2");
        await LockAsync(page);
        await alice.VaultAsync($"edit {id} b=2");
        await UnlockAsync(page);
        await Expect(page.Tab.GetByLabel("Value of a")).ToHaveValueAsync("2");
        await page.Tab.ClickAsync("#save");
        await page.Tab.ClickAsync("#save-mine");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();

        Assert.Equal("a=2\nb=2\n", (await alice.VaultAsync($"show {id} --reveal")).Output);
    }

    [Fact]
    public async Task What_is_typed_outlives_the_session()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 401");
        await page.Tab.ClickAsync("#first-secret");
        await page.Tab.FillAsync("#title", "still here");
        await using var other = await browser.OpenAsync(alice, "/sessions");
        await other.Tab.Locator("#session-list").GetByRole(AriaRole.Button).ClickAsync();
        await other.Tab.ClickAsync("#confirm");
        await Expect(other.Tab.Locator("#session-list li")).ToHaveCountAsync(1);
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.GetByText("Your session has ended")).ToBeVisibleAsync();
        await page.LogInAsync(alice.Username);

        await Expect(page.Tab.Locator("#title")).ToHaveValueAsync("still here");
    }

    [Fact]
    public async Task Who_logs_out_while_typing_is_asked()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/note");
        await page.Tab.FillAsync("#title", "not to be kept");
        var logOut = page.Tab.GetByRole(AriaRole.Button, new() { Name = "Log out" });
        await logOut.ClickAsync();
        await Expect(page.Tab.Locator("#confirmation")).ToContainTextAsync("Your unsaved changes will be lost");
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Tab.Locator("#title")).ToHaveValueAsync("not to be kept");
        await logOut.ClickAsync();
        await page.Tab.ClickAsync("#confirm");
        await page.LogInAsync(alice.Username);

        await Expect(page.Tab.Locator("#title")).ToHaveValueAsync("");
    }


    private async Task<WebPage> EditAsync(Account alice, string title)
    {
        var page = await browser.OpenAsync(alice);
        await page.Tab.FillAsync("#search", title);
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#edit");
        return page;
    }

    private static async Task LockAsync(WebPage page)
    {
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Your vault is locked");
    }

    private static async Task UnlockAsync(WebPage page)
    {
        await page.Tab.FillAsync("#password", World.Password);
        await page.Tab.ClickAsync("#unlock");
    }
}
