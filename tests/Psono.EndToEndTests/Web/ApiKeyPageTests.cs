using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using Psono.Protocol.Secrets;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class ApiKeyPageTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task A_key_that_was_made_in_the_browser_starts_a_program_until_the_secret_is_revoked()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await browser.OpenAsync(alice, "/api-keys");
        await Expect(page.Tab.Locator("#keys")).ToContainTextAsync("service key");
        await page.InspectAsync("api-keys");
        await page.Tab.ClickAsync("#new-key");
        await Expect(page.Tab.Locator("#create-key-why")).ToHaveTextAsync("Enter a title.");
        await page.Tab.FillAsync("#title", "service key");
        await Expect(page.Tab.Locator("#title-taken")).ToBeVisibleAsync();
        await page.Tab.FillAsync("#title", "<b>made in the browser</b>");
        await Expect(page.Tab.Locator("#title-taken, #create-key-why")).ToHaveCountAsync(0);
        await page.Tab.UncheckAsync("#restrict");
        await Expect(page.Tab.Locator("#all-secrets")).ToContainTextAsync("not limited to selected secrets");
        await Expect(page.Tab.Locator("#secrets, #nothing-chosen")).ToHaveCountAsync(0);
        await page.Tab.CheckAsync("#insecure");
        await Expect(page.Tab.Locator(".notice.warning")).ToHaveCountAsync(2);
        await page.InspectAsync("api-key-new");
        await page.Tab.CheckAsync("#restrict");
        await page.Tab.UncheckAsync("#insecure");
        await page.Tab.Locator("#secrets").GetByLabel("production database").First.CheckAsync();
        await page.Tab.ClickAsync("#create-key");

        var packed = page.Tab.Locator("#packed pre").First;
        await Expect(packed).ToHaveTextAsync("••••••••••••");
        await Expect(page.Tab.Locator(".toast")).ToHaveCountAsync(0);
        await page.InspectAsync("api-key-use");
        await page.Tab.CheckAsync("#reveal");
        var word = await packed.TextContentAsync();
        var run = new Dictionary<string, string> { ["PSONO_CI_CONFIG_PACKED"] = word! };
        Assert.Equal($"{World.Host}\n", (await Shell.RunAsync("psonoci run -- printenv db_host", run)).Succeeds().Output);
        await TryAsync("#toml pre", "-c");

        await page.Tab.ClickAsync(".back");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("<b>made in the browser</b>");
        await page.InspectAsync("api-key");
        await page.Tab.ClickAsync("#edit-key");
        await page.Tab.FillAsync("#title", "renamed");
        await page.Tab.UncheckAsync("#read");
        await Expect(page.Tab.Locator("#save-key")).ToBeDisabledAsync();
        await page.Tab.CheckAsync("#write");
        await page.InspectAsync("api-key-edit");
        await page.Tab.ClickAsync("#save-key");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("renamed");
        await Expect(page.Tab.GetByText("Write only")).ToBeVisibleAsync();
        Assert.Equal(125, (await Shell.RunAsync("psonoci run -- true", run)).ExitCode);
        await page.Tab.ClickAsync("#edit-key");
        await page.Tab.CheckAsync("#read");
        await page.Tab.ClickAsync("#save-key");
        await Expect(page.Tab.GetByText("Read and write")).ToBeVisibleAsync();
        await page.Tab.Locator("#grants").GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#grants")).ToHaveCountAsync(0);
        Assert.Equal(125, (await Shell.RunAsync("psonoci run -- printenv db_host", run)).ExitCode);

        await page.Tab.ClickAsync("#grant");
        await page.Tab.Locator("#picker").GetByLabel("production database").First.CheckAsync();
        await page.Tab.ClickAsync("#grant-chosen");
        await Expect(page.Tab.Locator("#grants")).ToContainTextAsync("production database");
        (await Shell.RunAsync("psonoci run -- true", run)).Succeeds();

        await page.Tab.ClickAsync("#delete-key");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#keys")).Not.ToContainTextAsync("renamed");
        Assert.Equal(125, (await Shell.RunAsync("psonoci run -- true", run)).ExitCode);

        async Task TryAsync(string text, string option)
        {
            using var directory = new TemporaryDirectory();
            var file = directory.File("psonoci.toml");
            await File.WriteAllTextAsync(file, await page.Tab.Locator(text).First.TextContentAsync());
            Assert.Equal($"{World.Host}\n", (await Shell.RunAsync($"psonoci {option} {file} run -- printenv db_host")).Succeeds().Output);
        }
    }

    [Fact]
    public async Task A_key_whose_page_is_left_while_it_is_made_gets_all_that_a_search_found()
    {
        using var alice = await world.RegisterAsync();
        using var vault = await alice.OpenVaultAsync();
        for (var i = 0; i < 32; i++)
        {
            var content = SecretContent.NewEnvironmentVariables($"service {i}", [new("A", "1")]);
            await vault.Secrets.CreateAsync(content, [i < 31 ? "prod" : "dev"]);
        }

        await using var page = await browser.OpenAsync(alice, "/api-keys/new");
        await page.Tab.FillAsync("#title", "left");
        await page.Tab.FillAsync("#secrets-search", "prod");
        await Expect(page.Tab.Locator("#secrets-all")).ToHaveTextAsync("Select all found (31)");
        await page.Tab.ClickAsync("#secrets-all");
        await Expect(page.Tab.GetByText("31 of 32 selected")).ToBeVisibleAsync();
        await page.InspectAsync("api-key-new-many");
        var grants = new TaskCompletionSource();
        await page.Tab.RouteAsync("**/server/api-key/secret/", async route =>
        {
            await grants.Task;
            await route.ContinueAsync();
        });
        await page.Tab.ClickAsync("#create-key");
        await Expect(page.Tab.GetByText("Granting access: 0 of 31")).ToBeVisibleAsync();
        await page.Tab.ClickAsync(".nav a[href='/about']");
        await Expect(page.Tab).ToHaveTitleAsync("About · Psono.NET");
        grants.SetResult();
        await Expect(page.Tab.Locator(".toast")).ToContainTextAsync("created");

        var key = Assert.Single(await vault.ApiKeys.ListAsync());
        Assert.Equal(31, (await vault.ApiKeys.ListGrantsAsync(key.Id)).Count);
    }
}
