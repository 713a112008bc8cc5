using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>The ways back when the tree was overwritten, by another client or by the server.</summary>
public sealed class VaultHistoryTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task An_overwritten_vault_is_restored()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title database --folder Production a=1");
        await alice.VaultAsync("create --title renamed a=1");
        await alice.VaultAsync("edit renamed --title 'new name'");
        using (var vault = await alice.OpenVaultAsync())
            await vault.Datastore.UpdateAsync(tree => tree.Items.Single(item => item.Name == "database").Remove());
        await alice.VaultAsync("create --title since a=1");
        await using var page = await browser.OpenAsync(alice);
        await Expect(page.Tab.GetByText("new name")).ToBeVisibleAsync();
        await page.Tab.ClickAsync("#vault-history");

        await page.Tab.Locator("#tree-versions .version").Nth(2).ClickAsync();
        await Expect(page.Tab.Locator("#tree-versions .rows li")).ToHaveTextAsync(
            ["Will be restoredProduction / database", "Will be changednew name → renamed", "Created since, will be keptsince"]);
        await page.InspectAsync("vault-history");
        await page.Tab.ClickAsync("#restore");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#tree-versions .version")).ToHaveCountAsync(5);

        await page.Tab.ClickAsync(".back");
        foreach (var name in new[] { "database", "renamed", "since" })
            await Expect(page.Tab.Locator(".entry-name", new() { HasText = name })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_older_vault_is_not_shown_until_its_owner_says_so()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title first a=1");
        var backup = await world.RememberTreeAsync(alice);
        await alice.VaultAsync("create --title second a=1");
        await using var page = await browser.OpenAsync(alice);
        await Expect(page.Tab.GetByText("second")).ToBeVisibleAsync();
        await backup();

        await page.Tab.ClickAsync("[aria-label=Reload]");
        await Expect(page.Tab.Locator("#failure .notice-title")).ToHaveTextAsync("The server returned an older version of your vault");
        await Expect(page.Tab.Locator("#accept-older")).ToBeVisibleAsync();
        await page.Tab.ReloadAsync();
        await page.UnlockAsync();
        await Expect(page.Tab.Locator("#accept-older")).ToBeVisibleAsync();
        await page.InspectAsync("older-vault");
        await page.Tab.ClickAsync("#accept-older");
        await page.Tab.ClickAsync("#confirm");

        await Expect(page.Tab.GetByText("first")).ToBeVisibleAsync();
        await Expect(page.Tab.GetByText("second")).ToHaveCountAsync(0);
    }
}
