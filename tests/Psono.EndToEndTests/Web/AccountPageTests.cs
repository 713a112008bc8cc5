using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class AccountPageTests(World world, WebBrowser browser)
{
    private const string NewPassword = "Another-Horse-Battery-2";

    [Fact]
    public async Task A_password_is_changed_and_the_account_deleted()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.ClickAsync("a[href='/account']");
        await Expect(page.Tab.GetByText("E-mail address", new() { Exact = true }).Locator("..")).ToContainTextAsync(alice.Username);
        await page.InspectAsync("account");
        await ChangeAsync("Wrong-Password-1");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect password");
        await ChangeAsync(World.Password);
        await Expect(page.Tab.Locator(".toast")).ToHaveTextAsync("Password changed");
        await Expect(page.Tab.Locator("#others-ended a")).ToHaveTextAsync(["Review sessions", "Review API keys"]);
        await page.InspectAsync("account-password-changed");

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(page.Tab.Locator("#password")).ToBeVisibleAsync();
        Assert.Equal(0, await page.Tab.Locator(".toast").CountAsync());
        await page.Tab.FillAsync("#password", NewPassword);
        await page.Tab.ClickAsync("#unlock");
        await page.Tab.FillAsync("#delete-password", NewPassword);
        await page.Tab.ClickAsync("#delete-account");
        await Expect(page.Tab.Locator("#confirmation")).ToContainTextAsync("permanently deleted");
        await page.InspectAsync("account-delete");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Log in");
        await page.LogInAsync(alice.Username, NewPassword);
        await Expect(page.Tab.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Incorrect user name or password");

        async Task ChangeAsync(string current)
        {
            await page.Tab.FillAsync("#current", current);
            await page.Tab.FillAsync("#new-password", NewPassword);
            await page.Tab.FillAsync("#repeat", NewPassword);
            await page.Tab.ClickAsync("#change-password");
        }
    }

    [Fact]
    public async Task An_e_mail_address_is_changed_and_shown()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.ClickAsync("a[href='/account']");
        await page.Tab.FillAsync("#email", "moved-" + alice.Username);
        await page.Tab.FillAsync("#email-password", "Wrong-Password-1");
        await page.Tab.ClickAsync("#change-email");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect password");
        await page.Tab.FillAsync("#email-password", World.Password);
        await page.Tab.ClickAsync("#change-email");
        await Expect(page.Tab.Locator(".toast")).ToHaveTextAsync("E-mail address changed");

        // The sealed session knows it too.
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await page.Tab.FillAsync("#password", World.Password);
        await page.Tab.ClickAsync("#unlock");
        await Expect(page.Tab.GetByText("moved-" + alice.Username)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_session_is_signed_out()
    {
        using var alice = await world.RegisterAsync();
        await using var other = await browser.OpenAsync(alice);
        other.Expected.Add("the server responded with a status of 401");
        await using var page = await browser.OpenAsync(alice, "/sessions");
        await Expect(page.Tab.Locator("#session-list li")).ToHaveCountAsync(2);
        await page.InspectAsync("sessions");
        await page.Tab.Locator("#session-list").GetByRole(AriaRole.Button).ClickAsync();
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#session-list li")).ToHaveCountAsync(1);
        await other.Tab.ClickAsync("a[href='/sessions']");

        await Expect(other.Tab.Locator("h1")).ToHaveTextAsync("Log in");
        await Expect(other.Tab.GetByText("Your session has ended")).ToBeVisibleAsync();
        await other.InspectAsync("login-expired");
    }
}
