using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Psono.Client;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>
/// The forms of all types: whatever is typed is stored under the protocol's names (part 3, section 6), and is there again.
/// </summary>
public sealed class FormTests(World world, WebBrowser browser)
{
    private static readonly (string Type, string Members)[] Types =
    [
        ("website_password",
            "title url username password notes auto_submit url_filter allow_http totp_period totp_algorithm totp_digits totp_code"),
        ("application_password", "title username password notes"),
        ("bookmark", "title url notes url_filter"),
        ("note", "title notes"),
        ("totp", "title code period algorithm digits notes"),
        ("ssh_own_key", "title public private notes"),
        ("mail_gpg_own_key", "title email name public private"),
        ("credit_card", "title number cvc name valid_through pin notes"),
        ("identity", "title first_name last_name company address postal_code city state country phone_number email notes"),
        ("elster_certificate", "title file_content password retrieval_code notes"),
    ];

    [Fact]
    public async Task A_secret_of_each_type_is_made_and_opened_again()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        using var vault = await alice.OpenVaultAsync();
        foreach (var (type, members) in Types)
        {
            await page.Tab.ClickAsync("#new-other");
            await page.Tab.ClickAsync($"a[href='/secrets/new/{type}']");
            await page.Tab.FillAsync("#title", "made: " + type);
            var typed = await FillAsync(page);
            // The forms are of the same parts: the longest has them all.
            if (type == "website_password")
                await page.InspectAsync("form-" + type);
            await page.Tab.ClickAsync("#save");
            await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("made: " + type);
            if (type == "website_password")
                await page.InspectAsync("view-" + type);
            await page.Tab.ClickAsync("#edit");
            await OpenDetailsAsync(page);
            foreach (var (id, text) in typed)
                Assert.Equal(text, await ValueAsync(page.Tab.Locator("#" + id)));

            var item = (await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "made: " + type);
            Assert.Equal(type, item.Type);
            using var secret = await vault.Secrets.ReadAsync(item);
            var content = JsonNode.Parse(secret.Utf8.Span)!.AsObject();
            Assert.Equal(
                members.Split(' ').Select(member => $"{type}_{member}").Concat(["custom_fields", "tags"]).Order(StringComparer.Ordinal),
                content.Select(member => member.Key).Order(StringComparer.Ordinal));
            Assert.All(content.Where(member => member.Key.EndsWith("_period", StringComparison.Ordinal)),
                member => Assert.Equal(JsonValueKind.Number, member.Value!.GetValueKind()));
            await page.Tab.ClickAsync(".back");
        }
    }

    [Fact]
    public async Task The_address_behind_a_QR_code_fills_in_the_whole_one_time_password()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/totp");
        await page.Tab.FillAsync(
            "#field-code", "otpauth://totp/ACME:alice?secret=jbswy3dpehpk3pxp&issuer=ACME&algorithm=SHA256&digits=8&period=60");

        await Expect(page.Tab.Locator("#field-code")).ToHaveValueAsync("JBSWY3DPEHPK3PXP");
        await OpenDetailsAsync(page);
        await Expect(page.Tab.Locator("#field-algorithm")).ToHaveValueAsync("SHA256");
        await Expect(page.Tab.Locator("#field-digits")).ToHaveValueAsync("8");
        await Expect(page.Tab.Locator("#field-period")).ToHaveValueAsync("60");

        await page.Tab.FillAsync("#title", "authenticator");
        await page.Tab.ClickAsync("#save");
        await page.Tab.Locator("#token").WaitForAsync();
        using var vault = await alice.OpenVaultAsync();
        using var secret = await vault.Secrets.ReadAsync(
            (await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "authenticator"));
        var password = TimeBasedPassword.Of(secret.Parse())!;
        // While this test looks, the next minute may begin.
        var now = TimeProvider.System.GetUtcNow();
        var tokens = new[] { now, now.AddMinutes(1) }.Select(time => string.Join(@"\s?", password.Token(time).ToCharArray()));
        await Expect(page.Tab.Locator("#token")).ToHaveTextAsync(new Regex(string.Join('|', tokens)));
        await page.InspectAsync("view-totp");

        await page.Tab.ClickAsync("#edit");
        await page.Tab.FillAsync("#field-code", "not base32!");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.GetByText("No code can be generated")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_a_password_is_offered_follows_from_its_address_until_it_is_changed()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/website_password");
        await page.Tab.FillAsync("#field-url", "https://www.example.com:8443/login");
        await OpenDetailsAsync(page);
        await Expect(page.Tab.Locator("#field-url_filter")).ToHaveValueAsync("www.example.com:8443");
        await page.Tab.FillAsync("#field-url", "https://example.net");
        await Expect(page.Tab.Locator("#field-url_filter")).ToHaveValueAsync("example.net");
        await page.Tab.FillAsync("#field-url_filter", "*.example.net");
        await page.Tab.FillAsync("#field-url", "https://example.org");

        await Expect(page.Tab.Locator("#field-url_filter")).ToHaveValueAsync("*.example.net");
    }

    [Fact]
    public async Task Whoever_goes_to_a_field_at_once_is_not_taken_to_the_first_one()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/totp");
        await page.Tab.FillAsync("#title", "authenticator");
        await page.Tab.FillAsync("#field-code", "JBSWY3DPEHPK3PXP");
        await page.Tab.ClickAsync("#save");
        await page.Tab.ClickAsync("#edit");
        await Expect(page.Tab.Locator("#title")).ToBeFocusedAsync();

        var focused = await page.Tab.EvaluateAsync<string>(
            """
            async () => {
              const { focus } = await import(new URL("js/browser.mjs", document.baseURI));
              const frame = () => new Promise(requestAnimationFrame);
              const where = [];
              for (const field of ["#field-code", null]) {
                document.activeElement.blur();
                focus("title");
                if (field) document.querySelector(field).focus();
                await frame();
                await frame();
                where.push(document.activeElement.id);
              }
              return where.join(" ");
            }
            """);

        Assert.Equal("field-code title", focused);
    }

    /// <summary>Something else into each field; what it was, by the field's id.</summary>
    private static async Task<List<(string Id, string Text)>> FillAsync(WebPage page)
    {
        await OpenDetailsAsync(page);
        var typed = new List<(string, string)>();
        foreach (var field in await page.Tab.Locator("[id^=field-]:is(input, textarea, select)").AllAsync())
        {
            var (id, kind) = ((await field.GetAttributeAsync("id"))!, await field.GetAttributeAsync("type"));
            if (kind == "checkbox")
                await field.CheckAsync();
            else if (await field.EvaluateAsync<bool>("field => field.tagName === 'SELECT'"))
                await field.SelectOptionAsync("SHA256");
            else
                await field.FillAsync(kind == "number" ? "8" : id == "field-url" ? "https://www.example.com:8443/" : $"{id} <b>1</b>");
            typed.Add((id, await ValueAsync(field)));
        }

        return typed;
    }

    private static async Task OpenDetailsAsync(WebPage page)
    {
        if (await page.Tab.Locator("#content form details").CountAsync() > 0)
            await page.Tab.ClickAsync("#content form details > summary");
    }

    private static Task<string> ValueAsync(ILocator field) =>
        field.EvaluateAsync<string>("field => field.type === 'checkbox' ? String(field.checked) : field.value");
}
