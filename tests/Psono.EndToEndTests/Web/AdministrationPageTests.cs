using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class AdministrationPageTests(WebBrowser browser)
{
    private const string NewPassword = "Another-Horse-Battery-2";

    [Fact]
    public async Task The_first_user_invites_the_second_disables_enables_and_deletes()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", "--allow-registration", "first");
        await using var root = await (await browser.OpenAsync(server.Origin)).GoAsync("/register");
        await root.TypeNewAccountAsync("founder@example.com");
        await root.Tab.ClickAsync(".nav a[href='/users']");
        await Expect(root.Tab.Locator("#user-list li")).ToHaveCountAsync(1);
        await Expect(root.Tab.Locator("#registration")).ToContainTextAsync("By invitation only");

        await root.Tab.ClickAsync("#invite");
        await root.Tab.FillAsync("#invite-username", "founder@example.com");
        root.Expected.Add("the server responded with a status of 400");
        await root.Tab.ClickAsync("#create-link");
        await Expect(root.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("This user already exists");
        await root.Tab.FillAsync("#invite-username", "bob@example.com");
        await root.InspectAsync("invite");
        await root.Tab.ClickAsync("#create-link");
        var link = await root.Tab.Locator("#invite-dialog code").TextContentAsync();
        await root.InspectAsync("invite-link");
        await root.Tab.ClickAsync("#invite-done");
        await Expect(root.Tab.Locator("#invitation-list")).ToContainTextAsync("Invited by founder@example.com");
        await root.InspectAsync("users");

        await using var bob = await (await browser.OpenAsync(server.Origin)).GoAsync(link![server.Origin.Length..]);
        await bob.TrustAsync();
        await Expect(bob.Tab.Locator("#username")).ToHaveValueAsync("bob@example.com");
        await Expect(bob.Tab.Locator("#username")).ToBeDisabledAsync();
        await bob.InspectAsync("register-invited");
        await bob.Tab.FillAsync("#password", World.Password);
        await bob.Tab.FillAsync("#repeat", World.Password);
        await bob.Tab.ClickAsync("#register");
        await Expect(bob.Tab.Locator(".who")).ToHaveTextAsync("bob@example.com");
        await Expect(bob.Tab.Locator(".nav a[href='/users']")).ToHaveCountAsync(0);

        await root.NavigateAsync("/secrets");
        await root.Tab.ClickAsync(".nav a[href='/users']");
        await Expect(root.Tab.Locator("#invitation-list")).ToHaveCountAsync(0);
        await root.Tab.GetByRole(AriaRole.Link, new() { Name = "bob@example.com" }).ClickAsync();
        await Expect(root.Tab.Locator("#user-sessions li")).ToHaveCountAsync(1);
        await root.InspectAsync("user");
        await ConfirmAsync(root, "#set-administrator", "Administrator rights granted");
        await ConfirmAsync(root, "#set-active", "User disabled");
        await Expect(root.Tab.GetByText("This account is disabled")).ToBeVisibleAsync();
        bob.Expected.Add("the server responded with a status of 401");
        await bob.Tab.ClickAsync(".nav a[href='/sessions']");
        await Expect(bob.Tab.Locator("h1")).ToHaveTextAsync("Log in");

        await root.Tab.ClickAsync("#set-active");
        await Expect(root.Tab.Locator(".toast").Last).ToHaveTextAsync("User enabled");
        await bob.LogInAsync("bob@example.com");
        await Expect(bob.Tab.Locator(".nav a[href='/users']")).ToHaveCountAsync(1);
        await ConfirmAsync(root, "#delete-user", "User deleted");
        await Expect(root.Tab.Locator("#user-list li")).ToHaveCountAsync(1);
        await root.Tab.GetByRole(AriaRole.Link, new() { Name = "founder@example.com" }).ClickAsync();
        await Expect(root.Tab.GetByText("This is your own account")).ToBeVisibleAsync();
        await Expect(root.Tab.Locator("#delete-user")).ToHaveCountAsync(0);

        await using var late = await (await browser.OpenAsync(server.Origin)).GoAsync(link[server.Origin.Length..]);
        late.Expected.Add("the server responded with a status of 400");
        await late.TrustAsync();
        await Expect(late.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("This invitation is not valid");
        await late.InspectAsync("register-not-invited");
    }

    [Fact]
    public async Task An_account_that_somebody_made_gets_a_password_of_its_own_before_anything_else()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        (await Shell.RunAsync(
            $"'{Published.Server}' user create bob@example.com --require-password-change --password-stdin "
            + $"--data-dir '{directory.File("data")}'",
            input: World.Password + "\n")).Succeeds();
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync("/secrets");
        await page.LogInAsync("bob@example.com");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Choose a new password");
        await page.InspectAsync("choose-password");
        await page.Tab.FillAsync("#current", World.Password);
        await page.Tab.FillAsync("#new-password", NewPassword);
        await page.Tab.FillAsync("#repeat", NewPassword);
        await page.Tab.ClickAsync("#change-password");

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("bob@example.com");
        await page.Tab.ReloadAsync();
        await page.Tab.FillAsync("#password", NewPassword);
        await page.Tab.ClickAsync("#unlock");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("bob@example.com");
    }

    private static async Task ConfirmAsync(WebPage page, string button, string toast)
    {
        await page.Tab.ClickAsync(button);
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator(".toast").Last).ToHaveTextAsync(toast);
    }
}
