using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Coming in and going out.</summary>
public sealed class EntranceTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task A_new_user_registers_and_is_logged_in()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync();
        await Expect(page.Tab.Locator(".fingerprint")).ToHaveTextAsync(await world.VerifyKeyAsync());
        await page.InspectAsync("trust");
        await page.TrustAsync();
        await Expect(page.Tab.Locator("#password")).ToBeVisibleAsync();
        await page.InspectAsync("login");
        await page.Tab.ClickAsync("#to-register");
        await Expect(page.Tab.Locator("#repeat")).ToBeVisibleAsync();
        await page.InspectAsync("register");
        await page.Tab.GoBackAsync();
        await page.RegisterAsync("newcomer@example.com");

        await Expect(page.Tab).ToHaveURLAsync(world.Server.Origin + "/secrets");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("newcomer@example.com");
        await page.InspectAsync("secrets-empty");
    }

    [Fact]
    public async Task An_empty_server_asks_for_its_first_account_and_takes_no_second()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", "--allow-registration", "first");
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        await page.TrustAsync();
        await Expect(page.Tab.GetByText("This server has no accounts yet")).ToBeVisibleAsync();
        await page.InspectAsync("login-empty-server");
        await page.Tab.ClickAsync("#first-account");
        await page.TypeNewAccountAsync("founder@example.com");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("founder@example.com");

        await using var second = await (await browser.OpenAsync(server.Origin)).GoAsync();
        await second.TrustAsync();
        await Expect(second.Tab.Locator("#login")).ToBeVisibleAsync();
        await Expect(second.Tab.Locator("a[href='/register']")).ToHaveCountAsync(0);
        await second.GoAsync("/register");
        await Expect(second.Tab.GetByText("Registration is closed")).ToBeVisibleAsync();
        await second.InspectAsync("register-closed");

        await page.Tab.ClickAsync(".nav a[href='/account']");
        await page.Tab.FillAsync("#delete-password", World.Password);
        await page.Tab.ClickAsync("#delete-account");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#first-account")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_server_with_an_address_for_a_name_asks_for_a_domain()
    {
        var origin = world.Server.Origin.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        await using var page = await (await browser.OpenAsync(origin)).GoAsync("/register");
        await page.TrustAsync();
        await page.Tab.FillAsync("#username", "newcomer");
        await page.Tab.FillAsync("#password", World.Password);
        await page.Tab.FillAsync("#repeat", World.Password);
        await page.Tab.ClickAsync("#register");

        await Expect(page.Tab.Locator("#username-hint.error")).ToContainTextAsync("Use your full user name, for example alice@example.com");
    }

    [Fact]
    public async Task A_wrong_password_says_so_and_the_right_one_goes_on_where_one_wanted_to_go()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/secrets?from=test");
        page.Expected.Add("the server responded with a status of 400");
        await page.LogInAsync(alice.Username, "Wrong-Password-1");
        await Expect(page.Tab.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Incorrect user name or password");
        await page.LogInAsync(alice.Username);

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        await Expect(page.Tab).ToHaveURLAsync(world.Server.Origin + "/secrets?from=test");
    }

    [Fact]
    public async Task Another_key_of_the_server_is_a_warning_and_both_are_shown()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync();
        var other = new string('0', 64);
        await page.Tab.EvaluateAsync($"localStorage.setItem('psono.server-key', '{other}')");
        await page.Tab.ReloadAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("The server key has changed");
        await Expect(page.Tab.Locator(".fingerprint")).ToHaveTextAsync([other, await world.VerifyKeyAsync()]);
        await page.InspectAsync("key-changed");
        await page.Tab.ClickAsync("#trust");
        await page.Tab.ClickAsync("#confirm");

        await Expect(page.Tab.Locator("#password")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_reads_French_gets_French()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin, new() { Locale = "fr-CA" })).GoAsync();
        await Expect(page.Tab.Locator("#trust")).ToHaveTextAsync("Faire confiance à ce serveur");
        await page.TrustAsync();

        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Se connecter");
        await Expect(page.Tab.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await page.InspectAsync("login-fr");
    }

    [Fact]
    public async Task A_server_that_is_gone_is_not_taken_for_a_wrong_password()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        page.Expected.Add("Failed to load resource");
        await page.TrustAsync();
        await page.Tab.FillAsync("#username", "alice");
        await server.KillAsync();
        await page.LogInAsync("alice", "whatever-it-is");

        await Expect(page.Tab.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Cannot connect to the server");
    }
}
