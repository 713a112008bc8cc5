using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Secrets in the browser, and that psonoci finds the same.</summary>
public sealed class SecretTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task What_is_made_in_the_browser_is_what_psonoci_reads()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/environment_variables");
        await page.Tab.FillAsync("#title", "from the browser");
        await page.Tab.ClickAsync("#paste");
        await page.Tab.FillAsync("#paste-text", "db_host=db.example.com\nexport db_password='a b'\nCERT=\"1\\n2\"\n");
        await page.Tab.ClickAsync("#paste-add");
        await Expect(page.Tab.Locator(".paste [role=alert]")).ToContainTextAsync("Line 3:");
        await page.Tab.ClickAsync("#paste-add");
        await page.Tab.FillAsync("#folder", "Web / Tests");
        await page.InspectAsync("secret-new");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("from the browser");
        await page.InspectAsync("secret");

        var shown = await alice.VaultAsync("show 'from the browser' --reveal");
        Assert.Equal("db_host=db.example.com\ndb_password='a b'\nCERT='1\n2'\n", shown.Output);
    }

    [Fact]
    public async Task Another_writer_s_change_is_shown_and_both_changes_stay()
    {
        using var alice = await world.RegisterAsync();
        var id = (await alice.VaultAsync("create --title 'two writers' a=1 b=1")).Output.Trim();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.FillAsync("#search", "two writers");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of a").FillAsync("2");
        await alice.VaultAsync($"edit {id} b=2");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.GetByText("Someone else changed this secret")).ToBeVisibleAsync();
        Assert.Equal("a=1\nb=2\n", (await alice.VaultAsync($"show {id} --reveal")).Output);
        await page.InspectAsync("secret-conflict");
        await page.Tab.ClickAsync("#save-mine");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();

        Assert.Equal("a=2\nb=2\n", (await alice.VaultAsync($"show {id} --reveal")).Output);
    }

    [Fact]
    public async Task In_a_long_form_a_conflict_and_a_failure_are_seen()
    {
        using var alice = await world.RegisterAsync();
        var variables = string.Join(' ', Enumerable.Range(0, 30).Select(number => $"VAR_{number}=1"));
        var id = (await alice.VaultAsync("create --title 'a long one' " + variables)).Output.Trim();
        await using var page = await browser.OpenAsync(alice);
        page.Expected.Add("the server responded with a status of 400");
        page.Expected.Add("Failed to load resource");
        await page.Tab.FillAsync("#search", "a long one");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of VAR_29").FillAsync("mine");
        await page.Tab.RouteAsync("**/server/secret/", route => route.AbortAsync());
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("#failure")).ToBeInViewportAsync();
        await page.Tab.UnrouteAllAsync();

        await alice.VaultAsync($"edit {id} VAR_29=theirs");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("#conflict")).ToBeInViewportAsync();
        await Expect(page.Tab.Locator("#conflict")).ToBeFocusedAsync();
        await Expect(page.Tab.Locator("#conflict")).ToContainTextAsync("Both of you changed: VAR_29");
        await Expect(page.Tab.Locator("#save")).ToBeDisabledAsync();
        await page.Tab.ClickAsync("#take-theirs");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();

        Assert.Contains("VAR_29=theirs\n", (await alice.VaultAsync($"show {id} --reveal")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_while_a_save_is_under_way_stays_where_they_are()
    {
        using var alice = await world.RegisterAsync();
        var id = (await alice.VaultAsync("create --title 'a slow one' a=1")).Output.Trim();
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of a").FillAsync("2");
        var answer = new TaskCompletionSource();
        await page.Tab.RouteAsync("**/server/secret/", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await page.Tab.ClickAsync("#save");
        await page.Tab.ClickAsync("#cancel");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#edit")).ToBeDisabledAsync();
        await page.Tab.FocusAsync("a.back");
        answer.SetResult();
        await Expect(page.Tab.Locator(".toast")).ToHaveTextAsync("Saved");
        await Expect(page.Tab.Locator("#edit")).ToBeEnabledAsync();
        await Expect(page.Tab.Locator("a.back")).ToBeFocusedAsync();

        Assert.Equal("a=2\n", (await alice.VaultAsync($"show {id} --reveal")).Output);
    }

    [Fact]
    public async Task Names_are_checked_values_generated_and_copied_and_times_are_local()
    {
        using var alice = await world.RegisterAsync();
        var context = new BrowserNewContextOptions { TimezoneId = "Asia/Tokyo", Permissions = ["clipboard-read", "clipboard-write"] };
        await using var page = await (await browser.OpenAsync(world.Server.Origin, context)).GoAsync("/secrets/new/environment_variables");
        await page.LogInAsync(alice.Username);
        await page.Tab.FillAsync("#title", "checked");
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("1st=x");
        await Expect(page.Tab.Locator(".problem.error")).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("with-dash");
        await Expect(page.Tab.Locator(".problem.warn")).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("[aria-invalid=true]")).ToHaveCountAsync(0);
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("token");
        await Expect(page.Tab.Locator(".problem")).ToHaveCountAsync(0);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Generate a value for token" }).ClickAsync();
        var generated = await page.Tab.GetByLabel("Value of token").InputValueAsync();
        Assert.True(generated.Length >= 20, generated);
        await page.Tab.ClickAsync("#add-variable");
        await Expect(page.Tab.GetByLabel("Name of variable 2")).ToBeFocusedAsync();
        await page.Tab.Keyboard.TypeAsync("token");
        await Expect(page.Tab.Locator(".problem.warn")).ToHaveCountAsync(2);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Remove token" }).Last.ClickAsync();
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("checked");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Copy token" }).ClickAsync();
        await Expect(page.Tab.GetByText("Copied")).ToBeVisibleAsync();
        Assert.Equal(generated, await page.Tab.EvaluateAsync<string>("navigator.clipboard.readText()"));

        using var vault = await alice.OpenVaultAsync();
        using var secret = await vault.Secrets.ReadAsync((await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "checked"));
        var tokyo = DateTimeOffset.Parse(secret.WriteDate!, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(9));
        await Expect(page.Tab.Locator(".facts")).ToContainTextAsync(tokyo.ToString("MMM d, yyyy, h:mm tt", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Over_plain_HTTP_too_a_value_is_copied()
    {
        using var alice = await world.RegisterAsync();
        var id = (await alice.VaultAsync("create --title 'without a clipboard' a=1")).Output.Trim();
        await using var page = await browser.OpenAsync(world.Server.Origin);
        // As browsers do for a server that is reached by another name than localhost.
        await page.Tab.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await page.GoAsync("/secrets");
        await page.LogInAsync(alice.Username);
        await page.Tab.FillAsync("#search", "without a clipboard");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Copy the secret’s id" }).ClickAsync();
        await Expect(page.Tab.GetByText("Copied")).ToBeVisibleAsync();
        await page.Tab.ClickAsync(".back");
        await page.Tab.FillAsync("#search", "");
        await page.Tab.FocusAsync("#search");
        await page.Tab.Keyboard.PressAsync("Control+V");

        await Expect(page.Tab.Locator("#search")).ToHaveValueAsync(id);
    }

    [Fact]
    public async Task An_earlier_version_is_compared_and_restored()
    {
        using var alice = await world.RegisterAsync();
        var id = (await alice.VaultAsync("create --title 'with a past' a=old c=gone")).Output.Trim();
        await alice.VaultAsync($"edit {id} a=new b=1 --unset c");
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.FillAsync("#search", "past");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#history");
        await page.Tab.ClickAsync(".version");
        await Expect(page.Tab.Locator(".differences li")).ToHaveCountAsync(3);
        await page.InspectAsync("secret-history");
        await page.Tab.ClickAsync("#restore");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.Locator("#history-dialog")).ToHaveCountAsync(0);

        Assert.Equal("a=old\nc=gone\n", (await alice.VaultAsync($"show {id} --reveal")).Output);
    }

    [Fact]
    public async Task Fields_and_tags_of_one_s_own_are_kept_and_stand_beside_another_writer_s()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/note");
        page.Expected.Add("the server responded with a status of 400");
        await page.Tab.FillAsync("#title", "with fields");
        await page.Tab.ClickAsync("form summary");
        await page.Tab.ClickAsync("#add-custom-field");
        await page.Tab.GetByLabel("Name of field 1").FillAsync("account");
        await page.Tab.GetByLabel("Value of account").FillAsync("4711");
        await page.Tab.ClickAsync("#add-custom-field");
        await page.Tab.GetByLabel("Name of field 2").FillAsync("pin");
        await page.Tab.GetByLabel("Value of pin").FillAsync("0815");
        await page.Tab.GetByLabel("pin is a password").CheckAsync();
        await page.Tab.FillAsync("#tags", "production, database,billing");
        await page.InspectAsync("secret-fields-edit");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator(".view .badge")).ToHaveTextAsync(["production", "database", "billing"]);
        await Expect(page.Tab.GetByText("0815")).ToHaveCountAsync(0);
        await page.InspectAsync("secret-fields");
        Assert.Equal(
            """[{"name":"account","type":"text","value":"4711"},{"name":"pin","type":"password","value":"0815"}]"""
            + """ ["production","database","billing"] production,database,billing""",
            await StoredAsync());

        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Value of pin").FillAsync("1234");
        await page.Tab.FillAsync("#tags", "production, billing");
        await WriteBesideAsync();
        await page.Tab.ClickAsync("#save");
        await page.Tab.ClickAsync("#save-mine");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();
        Assert.Equal(
            """[{"name":"account","type":"text","value":"theirs","note":1},{"name":"pin","type":"password","value":"1234"}]"""
            + """ ["production","billing","theirs"] production,billing,theirs""",
            await StoredAsync());

        await page.Tab.ClickAsync("#edit");
        await page.Tab.GetByLabel("Name of account").FillAsync("number");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Remove pin" }).ClickAsync();
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("#edit")).ToBeVisibleAsync();
        Assert.StartsWith(
            """[{"name":"number","type":"text","value":"theirs","note":1}] [""", await StoredAsync(), StringComparison.Ordinal);

        async Task<string> StoredAsync()
        {
            using var vault = await alice.OpenVaultAsync();
            var item = (await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "with fields");
            using var secret = await vault.Secrets.ReadAsync(item);
            var content = secret.Parse();
            return $"{content.Get("custom_fields")!.ToJsonString()} {content.Get("tags")!.ToJsonString()} {string.Join(',', item.Tags)}";
        }

        async Task WriteBesideAsync()
        {
            using var vault = await alice.OpenVaultAsync();
            var item = (await vault.Datastore.ReadAsync()).Items.Single(item => item.Name == "with fields");
            await vault.Secrets.UpdateAsync(item, content =>
            {
                var field = content.Get("custom_fields")![0]!.AsObject();
                (field["value"], field["note"]) = ("theirs", 1);
                content.Get("tags")!.AsArray().Add((JsonNode)"theirs");
                return true;
            });
        }
    }

    [Fact]
    public async Task What_is_hostile_is_only_text()
    {
        using var alice = await world.RegisterAsync();
        const string markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\u202e";
        await using var page = await browser.OpenAsync(alice, "/secrets/new/website_password");
        await page.Tab.FillAsync("#title", markup);
        await page.Tab.FillAsync("#field-url", "javascript:document.title='owned'");
        await page.Tab.FillAsync("#field-notes", markup + new string('n', 100_000));
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(markup);
        Assert.Equal(0, await page.Tab.Locator("a[href^=javascript]").CountAsync());
        Assert.Equal(0, await page.Tab.Locator("#content img").CountAsync());
        await page.InspectAsync("secret-hostile");
        await page.Tab.ClickAsync(".back");
        await page.Tab.FillAsync("#search", "onerror");
        await Expect(page.Tab.Locator(".entry-name")).ToHaveTextAsync(markup);
        Assert.DoesNotContain(
            "owned'", (await page.Tab.TitleAsync()).Replace(markup, "", StringComparison.Ordinal), StringComparison.Ordinal);
        await page.InspectAsync("secrets");
    }

    [Fact]
    public async Task A_deleted_secret_goes_to_the_trash_and_from_there_for_good()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'short lived' a=1");
        await alice.VaultAsync("create --title 'long lived' a=1");
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.FillAsync("#search", "short lived");
        await page.Tab.Locator(".entry", new() { HasText = "short lived" }).ClickAsync();
        await page.Tab.ClickAsync("#delete");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.GetByText("No results")).ToBeVisibleAsync();
        await page.Tab.CheckAsync("#trash");
        await page.Tab.ClickAsync(".entry");
        await page.Tab.ClickAsync("#delete-forever");
        await page.Tab.ClickAsync("#confirm");
        await Expect(page.Tab.GetByText("The trash is empty")).ToBeVisibleAsync();

        Assert.DoesNotContain("short lived", (await alice.VaultAsync("ls --trash")).Output, StringComparison.Ordinal);
    }
}
