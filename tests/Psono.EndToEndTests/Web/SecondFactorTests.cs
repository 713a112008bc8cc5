using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using Psono.Protocol.Cryptography;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>The page that asks for a verification code. What the server says is changed on the way: no test waits for time.</summary>
public sealed class SecondFactorTests(WebBrowser browser)
{
    [Fact]
    public async Task A_one_time_password_is_asked_for_and_again_if_it_was_wrong()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        using var alice = await Account.RegisterAsync(server, "alice@example.com");
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        page.Expected.Add("the server responded with a status of 400");
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(directory.File("data/keys.json"), TestContext.Current.CancellationToken))!;
        using var serverKey = SecretKey.FromHex(keys["private_key"]!.GetValue<string>());
        await page.Tab.RouteAsync("**/server/authentication/login/", route => DemandAsync(route, serverKey));
        var tries = 0;
        await page.Tab.RouteAsync(
            "**/server/authentication/ga-verify/", route => route.FulfillAsync(new() { Status = ++tries == 1 ? 400 : 200 }));

        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Two-step login");
        await page.InspectAsync("login-code");
        await EnterAsync(page.Tab, "111111");
        await Expect(page.Tab.Locator("#code-hint")).ToContainTextAsync("Incorrect code");
        await EnterAsync(page.Tab, "123456");

        await Expect(page.Tab.Locator(".who")).ToHaveTextAsync(alice.Username);
        Assert.Equal(2, tries);
    }

    private static async Task EnterAsync(IPage tab, string code)
    {
        await tab.FillAsync("#code", code);
        await tab.ClickAsync("#verify");
    }

    private static async Task DemandAsync(IRoute route, SecretKey serverKey)
    {
        var request = JsonNode.Parse(route.Request.PostData!)!;
        Assert.True(PublicKey.TryFromHex(request["public_key"]!.GetValue<string>(), out var client));
        var answer = await route.FetchAsync();
        var json = JsonNode.Parse(await answer.TextAsync())!;
        var login = JsonNode.Parse(
            Box.Open(serverKey, client!, json["login_info"]!.GetValue<string>(), json["login_info_nonce"]!.GetValue<string>())!)!;
        login["required_multifactors"] = new JsonArray("google_authenticator_2fa");
        var changed = Box.Seal(serverKey, client!, login.ToJsonString());
        (json["login_info"], json["login_info_nonce"]) = (changed.Text, changed.Nonce);
        await route.FulfillAsync(new() { ContentType = "application/json", Body = json.ToJsonString() });
    }
}
