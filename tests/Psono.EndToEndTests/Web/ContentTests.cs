using System.Text.Json.Nodes;
using Psono.Client.Vault;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>What the browser stores, member by member, as the client library opens it.</summary>
public sealed class ContentTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task An_entry_of_the_browser_is_one_of_psonoci_member_by_member()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title twin --folder made --note 'two lines' db_host=db.example.com db_password='a b'");
        await using var page = await browser.OpenAsync(alice, "/secrets/new/environment_variables");
        await page.Tab.FillAsync("#title", "twin");
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("db_host");
        await page.Tab.GetByLabel("Value of db_host").FillAsync("db.example.com");
        await page.Tab.ClickAsync("#add-variable");
        await page.Tab.GetByLabel("Name of variable 2").FillAsync("db_password");
        await page.Tab.GetByLabel("Value of db_password").FillAsync("a b");
        await page.Tab.FillAsync("#field-notes", "two lines");
        await page.Tab.FillAsync("#folder", "made");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("twin");

        using var vault = await alice.OpenVaultAsync();
        var tree = await vault.Datastore.ReadAsync();
        var twins = tree.Items.Where(item => item.Name == "twin").ToList();
        Assert.Equal(2, twins.Count);
        Assert.Equal(await ContentAsync(vault, twins[0].SecretId!.Value), await ContentAsync(vault, twins[1].SecretId!.Value));
        var nodes = JsonNode.Parse(tree.ToUtf8())!["folders"]!.AsArray()
            .Single(folder => (string?)folder!["name"] == "made")!["items"]!.AsArray();
        foreach (var node in nodes)
        {
            foreach (var own in new[] { "id", "secret_id", "secret_key" })
                Assert.True(node!.AsObject().Remove(own));
        }

        Assert.Equal(nodes[0]!.ToJsonString(), nodes[1]!.ToJsonString());
    }

    [Fact]
    public async Task Each_reads_what_the_other_has_made()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'of the terminal' db_host=terminal.example.com");
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.FillAsync("#search", "of the terminal");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show db_host" }).ClickAsync();
        await Expect(page.Tab.Locator(".variable .copyable code")).ToHaveTextAsync("terminal.example.com");
        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of db_host").FillAsync("browser.example.com");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();

        Assert.Equal("db_host=browser.example.com\n", (await alice.VaultAsync("show 'of the terminal' --reveal")).Output);
    }

    [Fact]
    public async Task Members_that_the_browser_does_not_know_survive_an_edit()
    {
        using var alice = await world.RegisterAsync();
        var (id, _) = await TypedSecret.CreateAsync(alice, "of tomorrow", new JsonObject
        {
            ["environment_variables_title"] = "of tomorrow",
            ["environment_variables_variables"] = new JsonArray(
                new JsonObject { ["key"] = "a", ["value"] = "1", ["since"] = "1e2" }, new JsonObject { ["key"] = "b", ["value"] = "2" }),
            ["environment_variables_colour"] = new JsonObject { ["red"] = 255 },
            ["from_the_future"] = null,
            ["custom_fields"] = new JsonArray(new JsonObject { ["name"] = "n", ["type"] = "text", ["value"] = "v" }),
            ["tags"] = new JsonArray("kept"),
        });
        using var vault = await alice.OpenVaultAsync();
        var before = await ContentAsync(vault, new Guid(id));
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.FillAsync("#search", "of tomorrow");
        await page.Tab.ClickAsync(".entry");
        await Expect(page.Tab.Locator(".view")).ToContainTextAsync("kept");
        await Expect(page.Tab.Locator(".view-row", new() { HasText = "n" }).GetByText("v", new() { Exact = true })).ToBeVisibleAsync();
        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of a").FillAsync("changed");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();

        Assert.Equal(before.Replace("\"1\"", "\"changed\"", StringComparison.Ordinal), await ContentAsync(vault, new Guid(id)));
    }

    [Fact]
    public async Task Names_and_values_of_variables_are_only_text()
    {
        using var alice = await world.RegisterAsync();
        const string Markup = "<img src=x onerror=alert(1)>\u202e\u2066";
        var large = Markup + new string('v', 100_000);
        await using var page = await browser.OpenAsync(alice, "/secrets/new/environment_variables");
        await page.Tab.FillAsync("#title", "javascript:alert(1)");
        await page.Tab.ClickAsync("#paste");
        await page.Tab.FillAsync("#paste-text", new JsonObject { [Markup] = large }.ToJsonString());
        await page.Tab.ClickAsync("#paste-add");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator(".variable-name")).ToHaveTextAsync(Markup);
        await page.Tab.Locator(".variable button").First.ClickAsync();
        await Expect(page.Tab.Locator(".variable .copyable code")).ToHaveTextAsync(large);
        Assert.Equal(0, await page.Tab.Locator("#content img").CountAsync());
        await page.InspectAsync("secret-hostile-variables");
    }

    private static async Task<string> ContentAsync(VaultClient vault, Guid id)
    {
        var item = (await vault.Datastore.ReadAsync()).Items.Single(item => item.SecretId == id);
        using var secret = await vault.Secrets.ReadAsync(item);
        return System.Text.Encoding.UTF8.GetString(secret.Utf8.Span);
    }
}
