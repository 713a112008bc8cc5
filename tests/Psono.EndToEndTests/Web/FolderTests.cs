using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Where secrets are: folders, moves, the trash.</summary>
public sealed class FolderTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task A_folder_is_made_filled_renamed_and_deleted()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.ClickAsync("#first-secret");
        await page.Tab.FillAsync("#title", "wanderer");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("wanderer");
        await page.Tab.ClickAsync(".back");
        await page.Tab.ClickAsync("#new-folder");
        await Expect(page.Tab.Locator("#folder-name")).ToBeFocusedAsync();
        await page.Tab.Keyboard.TypeAsync("Hangar");
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(Folder(page, "Hangar")).ToBeVisibleAsync();

        await MoveAsync(page, "wanderer", "Hangar");
        await page.Tab.ClickAsync(".back");
        await page.Tab.FillAsync("#search", "");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Rename folder Hangar" }).ClickAsync();
        await page.Tab.FillAsync("#folder-name", "Depot");
        await page.Tab.ClickAsync("#save-folder");
        await Expect(Folder(page, "Depot")).ToBeVisibleAsync();
        await Expect(page.Tab.GetByText("wanderer")).ToBeVisibleAsync();

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Delete folder Depot" }).ClickAsync();
        await page.Tab.ClickAsync("#confirm");
        await Expect(Folder(page, "Depot")).ToHaveCountAsync(0);
        await page.Tab.CheckAsync("#trash");
        await Expect(page.Tab.GetByText("wanderer")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_folder_with_a_slash_in_its_name_is_one_folder()
    {
        using var alice = await world.RegisterAsync();
        using var vault = await alice.OpenVaultAsync();
        await vault.Datastore.UpdateAsync(tree => tree.AddFolder(["CI/CD"]));
        await alice.VaultAsync("create --title 'to be sorted' a=1");
        await using var page = await browser.OpenAsync(alice);
        await MoveAsync(page, "to be sorted", "CI/CD");

        Assert.Equal(["CI/CD"], (await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "to be sorted").Folder);
    }

    [Fact]
    public async Task What_is_in_the_trash_comes_back_or_goes_for_good()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'phoenix' a=1");
        await using var page = await browser.OpenAsync(alice);
        await FindAsync("phoenix");
        await page.Tab.ClickAsync("#delete");
        await page.Tab.ClickAsync("#confirm");
        await page.Tab.CheckAsync("#trash");
        await FindAsync("phoenix");
        await page.Tab.ClickAsync("#untrash");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();
        (await alice.VaultAsync("show phoenix")).Succeeds();

        await page.Tab.ClickAsync("#delete");
        await page.Tab.ClickAsync("#confirm");
        await FindAsync("phoenix");
        await page.Tab.ClickAsync("#delete-forever");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Secrets");
        Assert.DoesNotContain("phoenix", (await alice.VaultAsync("ls")).Output, StringComparison.Ordinal);

        async Task FindAsync(string title)
        {
            await page.Tab.FillAsync("#search", title);
            await page.Tab.Locator(".entry", new() { HasText = title }).ClickAsync();
        }
    }

    private static async Task MoveAsync(WebPage page, string title, string folder)
    {
        await page.Tab.FillAsync("#search", title);
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#move");
        await page.Tab.FillAsync("#folder", folder);
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator(".facts")).ToContainTextAsync(folder);
    }

    private static ILocator Folder(WebPage page, string name) => page.Tab.Locator(".folder-name", new() { HasText = name });
}
