using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OtpNet;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Two-step login as people set it up and log in with it; the keys are Chromium's virtual ones.</summary>
public sealed class TwoStepPageTests(WebBrowser browser)
{
    [Fact]
    public async Task An_authenticator_app_and_a_security_key_are_added_used_and_removed()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        using var alice = await Account.RegisterAsync(server, "alice@example.com");
        // Browsers know no security keys of an IP address.
        await using var page = await browser.OpenAsync(server.Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        page.Expected.Add("the server responded with a status of 400");
        await using var key = await VirtualKey.AddAsync(page.Tab, "ctap2", "usb");
        await page.GoAsync("/account");
        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator("#two-step")).ToContainTextAsync("Off: your password is enough to log in.");
        await page.Tab.ClickAsync("#manage-two-step");
        await Expect(page.Tab.Locator("#no-methods")).ToBeVisibleAsync();

        var totp = await AddTotpAsync(page);
        await page.Tab.ClickAsync("#add-webauthn");
        await page.InspectAsync("two-step-key");
        await page.Tab.ClickAsync("#key-add");
        await Expect(page.Tab.Locator("#methods li")).ToHaveCountAsync(2);
        await page.InspectAsync("two-step");

        await LogOutAsync(page);
        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator("#use-key")).ToBeVisibleAsync();
        await page.InspectAsync("login-two-step");
        await page.Tab.FillAsync("#code", "000000");
        await page.Tab.ClickAsync("#verify");
        await Expect(page.Tab.Locator("#code-hint")).ToContainTextAsync("Incorrect code");
        // The code of now was used.
        await page.Tab.FillAsync("#code", totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));
        await page.Tab.ClickAsync("#verify");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);

        await LogOutAsync(page);
        await page.LogInAsync(alice.Username);
        await page.Tab.ClickAsync("#use-key");
        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        await page.Tab.ClickAsync(".nav a[href='/account']");
        await page.Tab.ClickAsync("#manage-two-step");
        foreach (var left in new[] { 1, 0 })
        {
            await page.Tab.Locator("#methods li button").First.ClickAsync();
            await page.Tab.ClickAsync("#confirm");
            await Expect(page.Tab.Locator("#methods li")).ToHaveCountAsync(left);
        }

        await Expect(page.Tab.Locator("#no-methods")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_it_is_required_it_is_set_up_before_anything_else()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", "--require-second-factor", "true");
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync("/register");
        page.Expected.Add("the server responded with a status of 403");
        await page.TrustAsync();
        await page.Tab.FillAsync("#username", "alice@example.com");
        await page.Tab.FillAsync("#password", World.Password);
        await page.Tab.FillAsync("#repeat", World.Password);
        await page.Tab.ClickAsync("#register");
        await Expect(page.Tab.Locator("h1").First).ToHaveTextAsync("Set up two-step login");
        await page.InspectAsync("two-step-required");
        await page.Tab.ReloadAsync();
        await page.UnlockAsync();
        await Expect(page.Tab.Locator("h1").First).ToHaveTextAsync("Set up two-step login");

        await AddTotpAsync(page, inspects: false);

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("alice@example.com");
    }

    [Fact]
    public async Task Who_needs_a_new_password_as_well_adds_a_method_then_chooses_the_password()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", "--require-second-factor", "true");
        (await Shell.RunAsync(
            $"'{Published.Server}' user create bob@example.com --require-password-change --password-stdin "
            + $"--data-dir '{directory.File("data")}'",
            input: World.Password + "\n")).Succeeds();
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync("/secrets");
        page.Expected.Add("the server responded with a status of 403");
        await page.LogInAsync("bob@example.com");
        await Expect(page.Tab.Locator("h1").First).ToHaveTextAsync("Set up two-step login");
        await ReloadAsync("Set up two-step login");
        await AddTotpAsync(page, inspects: false);
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Choose a new password");
        await ReloadAsync("Choose a new password");

        await page.Tab.FillAsync("#current", World.Password);
        await page.Tab.FillAsync("#new-password", "Another-Horse-Battery-2");
        await page.Tab.FillAsync("#repeat", "Another-Horse-Battery-2");
        await page.Tab.ClickAsync("#change-password");

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync("bob@example.com");

        async Task ReloadAsync(string title)
        {
            await page.Tab.ReloadAsync();
            await page.UnlockAsync();
            await Expect(page.Tab.Locator("h1").First).ToHaveTextAsync(title);
        }
    }

    private static async Task<Totp> AddTotpAsync(WebPage page, bool inspects = true)
    {
        await page.Tab.ClickAsync("#add-totp");
        await page.Tab.FillAsync("#totp-title", "phone");
        await page.Tab.ClickAsync("#totp-next");
        await Expect(page.Tab.Locator("#totp-dialog .qr path")).ToHaveAttributeAsync("d", new Regex("^M"));
        await page.Tab.ClickAsync("#totp-dialog summary");
        var text = await page.Tab.Locator("#totp-dialog code").TextContentAsync();
        if (inspects)
            await page.InspectAsync("two-step-app");
        var totp = new Totp(Base32Encoding.ToBytes(text));
        await page.Tab.FillAsync("#totp-code", totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime));
        await page.Tab.ClickAsync("#totp-next");
        await Expect(page.Tab.Locator("#totp-dialog")).ToHaveCountAsync(0);
        return totp;
    }

    private static async Task LogOutAsync(WebPage page)
    {
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await page.Tab.Locator("#login").WaitForAsync();
    }
}
