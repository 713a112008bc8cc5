using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Recovery and emergency codes as people make and use them.</summary>
public sealed class RecoveryPageTests(World world, WebBrowser browser)
{
    private const string NewPassword = "Another-Horse-Battery-2";

    [Fact]
    public async Task A_lost_password_is_replaced_with_the_code_of_the_sheet()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.ClickAsync("#reminder a[href='/recovery']");
        await Expect(page.Tab.Locator("#create-code")).ToBeVisibleAsync();
        await page.InspectAsync("recovery");
        await page.Tab.ClickAsync("#create-code");
        await Expect(page.Tab.Locator("#sheet-title")).ToBeFocusedAsync();
        await page.InspectAsync("recovery-sheet");
        var code = await page.Tab.Locator("#new-code").InnerTextAsync();
        var paper = await PrintedAsync(page);
        Assert.Contains(alice.Username, paper, StringComparison.Ordinal);
        Assert.Contains("Notes", paper, StringComparison.Ordinal);
        Assert.DoesNotContain("Log out", paper, StringComparison.Ordinal);
        Assert.DoesNotContain("I have printed", paper, StringComparison.Ordinal);
        await page.Tab.ClickAsync(".nav a[href='/secrets']");
        await Expect(page.Tab.GetByText("Leave without keeping the code?")).ToBeVisibleAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.CheckAsync("#kept");
        await page.Tab.ClickAsync("#code-done");
        await Expect(page.Tab.Locator("#recovery")).ToContainTextAsync("You have a recovery code.");
        await page.InspectAsync("account-recovery");

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await page.Tab.ClickAsync("#to-lost-password");
        await Expect(page.Tab.Locator("#username")).ToHaveValueAsync(alice.Username);
        await page.Tab.FillAsync("#password", NewPassword);
        await page.Tab.FillAsync("#repeat", NewPassword);
        await page.Tab.FillAsync("#code", code[..^2]);
        await page.Tab.ClickAsync("#reset");
        await Expect(page.Tab.Locator("#code-hint")).ToHaveTextAsync("This is not a code: check it for typing errors.");
        await page.InspectAsync("lost-password");
        await page.Tab.FillAsync("#code", "12drXXUifSr4m-RnXLGbXg8E5Z");
        await page.Tab.ClickAsync("#reset");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect user name or recovery code");
        await page.Tab.FillAsync("#code", code.Replace('\n', ' '));
        await page.Tab.ClickAsync("#reset");
        await Expect(page.Tab.Locator("#password-reset")).ToBeVisibleAsync();
        await page.LogInAsync(alice.Username, NewPassword);
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
    }

    [Fact]
    public async Task Who_lacks_a_second_step_or_a_recovery_code_is_reminded_until_it_is_done_or_put_off()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        var asked = new List<string>();
        page.Tab.Request += (_, request) => asked.Add(request.Url);
        await Expect(page.Tab.Locator("#reminder a")).ToHaveCountAsync(2);
        using (var vault = await alice.OpenVaultAsync())
            (await vault.Recovery.CreateCodeAsync(alice.Username)).Dispose();
        await page.NavigateAsync("/sessions");
        await page.NavigateAsync("/about");
        await Expect(page.Tab.Locator("#reminder a")).ToHaveCountAsync(2);
        Assert.DoesNotContain(asked, url => url.EndsWith("/user/status/", StringComparison.Ordinal));

        await page.Tab.ReloadAsync();
        await page.UnlockAsync();
        await Expect(page.Tab.Locator("#reminder a")).ToHaveTextAsync("Set up two-step login");
        await page.Tab.ClickAsync("#remind-later");
        await Expect(page.Tab.Locator("#reminder")).ToHaveCountAsync(0);
        await page.Tab.ReloadAsync();
        await page.UnlockAsync();
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        await Expect(page.Tab.Locator("#reminder")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_trusted_waits_and_is_refused_when_the_owner_objects()
    {
        using var alice = await world.RegisterAsync();
        await using var owner = await browser.OpenAsync(alice, "/emergency-codes");
        await Expect(owner.Tab.Locator("#no-codes")).ToBeVisibleAsync();
        await owner.Tab.ClickAsync("#new-emergency-code");
        await owner.Tab.FillAsync("#emergency-description", "for Bob");
        await owner.InspectAsync("emergency-new");
        await owner.Tab.ClickAsync("#emergency-create");
        await Expect(owner.Tab.Locator("#sheet")).ToContainTextAsync("7 days");
        await owner.InspectAsync("emergency-sheet");
        var words = await owner.Tab.Locator("#new-words").InnerTextAsync();
        await owner.Tab.CheckAsync("#kept");
        await owner.Tab.ClickAsync("#code-done");
        await Expect(owner.Tab.Locator("#codes li")).ToContainTextAsync("not used");

        await using var bob = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/secrets");
        bob.Expected.Add("the server responded with a status of 400");
        await bob.TrustAsync();
        await bob.Tab.ClickAsync("#to-emergency-login");
        await UseAsync(bob, alice.Username, words);
        await Expect(bob.Tab.Locator("#waiting")).ToContainTextAsync("Access starts on");
        await bob.InspectAsync("emergency-waiting");

        await owner.NavigateAsync("/about");
        await owner.NavigateAsync("/emergency-codes");
        await Expect(owner.Tab.Locator("#codes .badge")).ToHaveTextAsync("In use");
        await owner.InspectAsync("emergency-codes");
        await owner.Tab.ClickAsync("#codes button");
        await owner.Tab.ClickAsync("#confirm");
        await Expect(owner.Tab.Locator("#no-codes")).ToBeVisibleAsync();
        await bob.Tab.ClickAsync("#emergency-log-in");
        await Expect(bob.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect user name or emergency code");
    }

    [Fact]
    public async Task Somebody_trusted_sees_the_secrets_and_nothing_else_when_the_time_is_over()
    {
        using var alice = await world.RegisterFilledAsync();
        using var vault = await alice.OpenVaultAsync();
        using var code = await vault.EmergencyCodes.CreateAsync(alice.Username, "for Bob", TimeSpan.FromSeconds(3));
        await using var bob = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/emergency-login");
        await bob.TrustAsync();
        await UseAsync(bob, alice.Username, code.Text);
        await Expect(bob.Tab.Locator("#waiting")).ToBeVisibleAsync();

        await bob.Tab.ClickAsync(".entry");
        await Expect(bob.Tab.Locator("h1")).ToHaveTextAsync("production database");
        await Expect(bob.Tab.GetByText($"You are in the vault of {alice.Username}")).ToBeVisibleAsync();
        await Expect(bob.Tab.Locator("#reminder, .nav a[href='/account'], .nav a[href='/api-keys']")).ToHaveCountAsync(0);
        await bob.InspectAsync("emergency-vault");
        await bob.Tab.GetByRole(AriaRole.Button, new() { Name = "Lock" }).First.ClickAsync();
        await Expect(bob.Tab.Locator("h1")).ToHaveTextAsync("Log in");
        await Expect(bob.Tab.Locator("#username")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Who_has_neither_password_nor_code_deletes_the_account_with_a_link_in_a_mail()
    {
        using var directory = new TemporaryDirectory();
        await using var mails = await Mailbox.OpenAsync();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", mails.Arguments);
        (await Shell.RunAsync(
            $"'{Published.Server}' user create bob@example.com --password-stdin --data-dir '{directory.File("data")}'",
            input: World.Password + "\n")).Succeeds();
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync("/lost-password");
        page.Expected.Add("the server responded with a status of 400");
        await page.TrustAsync();
        await page.Tab.ClickAsync("#to-delete-account");
        await page.Tab.FillAsync("#username", "bob@example.com");
        await page.InspectAsync("delete-by-mail");
        await page.Tab.ClickAsync("#mail-link");
        await Expect(page.Tab.Locator("#mail-sent")).ToContainTextAsync("bob@example.com");
        var link = await mails.NextLinkAsync();

        await page.GoAsync("/about");
        await page.GoAsync(link);
        await Expect(page.Tab).ToHaveURLAsync(server.Origin + "/delete-account");
        await page.InspectAsync("delete-confirm");
        await page.Tab.ClickAsync("#confirm-deletion");
        await Expect(page.Tab.Locator("#deleted")).ToBeVisibleAsync();
        await page.Tab.ClickAsync("a[href='/secrets']");
        await page.LogInAsync("bob@example.com");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("Incorrect user name or password");
    }

    private static async Task UseAsync(WebPage page, string username, string code)
    {
        await page.Tab.FillAsync("#username", username);
        await page.Tab.FillAsync("#code", code);
        await page.Tab.ClickAsync("#emergency-log-in");
    }

    /// <summary>What is on the paper.</summary>
    private static async Task<string> PrintedAsync(WebPage page)
    {
        await page.Tab.EmulateMediaAsync(new() { Media = Media.Print });
        var text = await page.Tab.Locator("body").InnerTextAsync();
        await page.Tab.EmulateMediaAsync(new() { Media = Media.Screen });
        return text;
    }
}
