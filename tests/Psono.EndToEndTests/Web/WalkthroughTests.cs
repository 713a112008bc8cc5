using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>What everything serves: from nothing to a program with its variables. KeyboardTests walk on SQLite.</summary>
public sealed class WalkthroughTests(WebBrowser browser)
{
    [Fact]
    public async Task From_a_new_account_to_a_program_with_its_variables_on_PostgreSQL()
    {
        await using var database = await PostgresDatabase.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(
            directory.File("data"), "http", ["--database", database.ConnectionString]);
        Assert.Contains("PostgreSQL", server.Log, StringComparison.Ordinal);
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        await page.RegisterAsync("newcomer@example.com");

        await page.Tab.ClickAsync("#first-secret");
        await page.Tab.FillAsync("#title", "production database");
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("db_host");
        await page.Tab.GetByLabel("Value of db_host").FillAsync(World.Host);
        await page.Tab.ClickAsync("#paste");
        await page.Tab.FillAsync("#paste-text", $"db_username={World.DatabaseUser}\ndb_password={World.DatabasePassword}\n");
        await page.Tab.ClickAsync("#paste-add");
        await page.InspectAsync("walkthrough-new");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("production database");

        await page.Tab.ClickAsync(".back");
        await Expect(page.Tab.Locator(".guide .now")).ToContainTextAsync("Create an API key for it");
        await page.InspectAsync("walkthrough-next");
        await page.Tab.ClickAsync(".guide .now a");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("API keys");
        await page.InspectAsync("api-keys-empty");
        await page.Tab.ClickAsync("#new-key");
        await page.Tab.FillAsync("#title", "service");
        // The only secret is chosen already.
        await Expect(page.Tab.Locator("#secrets").GetByLabel("production database")).ToBeCheckedAsync();
        await page.Tab.ClickAsync("#create-key");
        await Expect(page.Tab.Locator("#shell pre")).ToBeVisibleAsync();
        await page.InspectAsync("walkthrough-use");

        await page.Tab.CheckAsync("#reveal");
        var install = await page.Tab.Locator("#install pre").TextContentAsync();
        var command = (await page.Tab.Locator("#shell pre").TextContentAsync())!
            .Replace("./service.py --whatever=argument_1", "printenv db_host", StringComparison.Ordinal);
        var before = TimeProvider.System.GetLocalNow();
        using var machine = new TemporaryDirectory();
        Assert.EndsWith(
            $"\n{World.Host}\n", (await Shell.RunAsync($"cd {machine.File(".")}\n{install}\n{command}")).Succeeds().Output,
            StringComparison.Ordinal);

        await page.Tab.ClickAsync(".nav a[href='/api-keys']");
        await Expect(page.Tab.Locator("#keys")).ToContainTextAsync("service");
        await page.Tab.ClickAsync("#keys a");
        await Expect(page.Tab.Locator("#last-use"))
            .ToContainTextAsync(new Regex($"Last used ({Day(before)}|{Day(TimeProvider.System.GetLocalNow())}), .* from 127.0.0.1"));
        await page.Tab.ClickAsync(".nav a[href='/secrets']");
        await Expect(page.Tab.Locator(".entry")).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator(".guide")).ToHaveCountAsync(0);

        await FillAsync(server, directory);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await Expect(page.Tab.GetByText("payments queue")).ToBeVisibleAsync();
        await page.InspectAsync("walkthrough-list");
    }

    /// <summary>More secrets, as after some months of use.</summary>
    private static async Task FillAsync(ServerProcess server, TemporaryDirectory directory) =>
        (await Shell.RunAsync(
            $"""
            set -e; vault() (exec psonoci --server-url {server.Url} vault "$@")
            vault login newcomer@example.com
            vault create --title 'mail relay' smtp_host=mail.example.com
            vault create --title 'payments queue' --folder Production amqp_url=amqps://queue.example.com
            vault create --title 'object storage' --folder Production bucket=backups
            vault create --title 'staging database' --folder Staging db_host=stg-db.example.com
            """,
            new Dictionary<string, string> { ["XDG_STATE_HOME"] = directory.File("state"), ["PSONO_VAULT_PASSWORD"] = World.Password }))
            .Succeeds();

    private static string Day(DateTimeOffset time) => time.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);
}
