using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>A vault that is locked, and what opens it again.</summary>
public sealed class LockTests(World world, WebBrowser browser)
{
    private const string Locked = "Your vault is locked";

    [Fact]
    public async Task A_locked_vault_opens_with_the_password_only()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(Locked);
        await page.InspectAsync("locked");
        await page.Tab.FillAsync("#password", "Wrong-Password-1");
        await page.Tab.ClickAsync("#unlock");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect password");
        await page.UnlockAsync();

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_vault_that_nobody_touches_locks_itself(bool staysUnlocked)
    {
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync();
        await page.Tab.EvaluateAsync("sessionStorage.setItem('psono.idle-seconds', '2')");
        await page.TrustAsync();
        await page.Tab.SetCheckedAsync("#keep", staysUnlocked);
        await page.LogInAsync(alice.Username);

        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(Locked);
        await page.Tab.ReloadAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(Locked);
    }

    [Fact]
    public async Task A_reload_or_another_tab_asks_for_the_password_only_and_leaves_no_session_behind()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        var kept = await page.Tab.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })");
        Assert.DoesNotContain("secret", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("token", kept, StringComparison.Ordinal);
        await page.NavigateAsync("/api-keys");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("API keys");
        await page.Tab.ReloadAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(Locked);
        await Expect(page.Tab.Locator("form strong")).ToHaveTextAsync(alice.Username);
        await page.UnlockAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("API keys");

        var another = await page.Tab.Context.NewPageAsync();
        await another.GotoAsync(world.Server.Origin + "/sessions");
        await Expect(another.Locator("h1")).ToHaveTextAsync(Locked);
        await UnlockAsync(another);
        await Expect(another.Locator("#session-list li")).ToHaveCountAsync(1);
        await Expect(another.Locator("#session-list li")).ToContainTextAsync("Chrome on Linux");
        await Expect(another.Locator("#session-list li")).ToContainTextAsync("from 127.0.0.1");

        await another.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await Expect(page.Tab.Locator("#login")).ToBeVisibleAsync();
        Assert.DoesNotContain(
            "psono.session", await page.Tab.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })"),
            StringComparison.Ordinal);
        await another.CloseAsync();
    }

    [Fact]
    public async Task A_session_that_the_server_ended_meanwhile_is_begun_anew_by_the_password()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        page.Expected.Add("the server responded with a status of 401");
        using (var vault = await alice.OpenVaultAsync())
        {
            foreach (var session in (await vault.ListSessionsAsync()).Where(session => !session.CurrentSession))
                await vault.EndSessionAsync(session.Id);
        }

        await page.Tab.ReloadAsync();
        await page.UnlockAsync();

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        await Expect(page.Tab.Locator("#new-secret").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_name_of_a_locked_account_leads_back_to_its_session()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        await page.Tab.ReloadAsync();
        await page.Tab.ClickAsync("#other-account");
        await Expect(page.Tab.Locator("#username")).ToHaveValueAsync("");
        await page.LogInAsync(alice.Username);

        await page.Tab.ClickAsync(".nav a[href='/sessions']");
        await Expect(page.Tab.Locator("#session-list li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_tab_that_stays_unlocked_survives_a_reload_until_it_is_locked_or_logged_out()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync();
        await page.TrustAsync();
        await page.Tab.CheckAsync("#keep");
        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        await page.Tab.ReloadAsync();
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(Locked);
        await page.UnlockAsync();
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        Assert.Null(await page.Tab.EvaluateAsync<string?>("sessionStorage.getItem('psono.session')"));
        await page.Tab.ReloadAsync();
        // The last that the list asks for, which would be refused once logged out.
        await page.Tab.RunAndWaitForResponseAsync(
            () => page.UnlockAsync(), response => response.Url.Contains("/secret/link/", StringComparison.Ordinal));
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(page.Tab.Locator("#username")).ToHaveValueAsync(alice.Username);
        await page.Tab.ReloadAsync();

        await Expect(page.Tab.Locator("#login")).ToBeVisibleAsync();
        Assert.Null(await page.Tab.EvaluateAsync<string?>("sessionStorage.getItem('psono.session')"));
    }

    [Fact]
    public async Task A_password_that_was_changed_opens_no_tab_any_more()
    {
        const string NewPassword = "Another-Horse-Battery-2";
        using var alice = await world.RegisterAsync();
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/account");
        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
        var another = await page.Tab.Context.NewPageAsync();
        await another.GotoAsync(world.Server.Origin + "/secrets");
        await UnlockAsync(another);
        await Expect(another.Locator(".who")).ToBeVisibleAsync();

        await page.Tab.FillAsync("#current", Account.Password);
        await page.Tab.FillAsync("#new-password", NewPassword);
        await page.Tab.FillAsync("#repeat", NewPassword);
        await page.Tab.ClickAsync("#change-password");
        await Expect(page.Tab.Locator("#others-ended")).ToBeVisibleAsync();
        await another.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await UnlockAsync(another);
        await Expect(another.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect password");
        await UnlockAsync(another, NewPassword);
        await Expect(another.Locator(".who")).ToBeVisibleAsync();
        await page.Tab.ReloadAsync();
        await UnlockAsync(page.Tab, NewPassword);
        await Expect(page.Tab.Locator(".who")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_to_be_typed_first_has_the_focus()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync();
        await page.TrustAsync();
        await Expect(page.Tab.Locator("#username")).ToBeFocusedAsync();
        await page.Tab.ClickAsync("#login");
        await Expect(page.Tab.Locator("#username-hint")).ToHaveTextAsync("Enter your user name.");
        await page.Tab.ClickAsync("#to-register");
        await Expect(page.Tab.Locator("#username")).ToBeFocusedAsync();
    }

    private static async Task UnlockAsync(IPage tab, string password = Account.Password)
    {
        await tab.FillAsync("#password", password);
        await tab.ClickAsync("#unlock");
    }
}
