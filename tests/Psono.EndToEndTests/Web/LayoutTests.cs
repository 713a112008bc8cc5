using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>Where things are on a page: what scrolls, where a row begins, what stays in sight.</summary>
public sealed class LayoutTests(World world, WebBrowser browser)
{
    /// <summary>What scrolls vertically, the page first.</summary>
    private const string Scrollers =
        """
        () => [document.scrollingElement, ...document.body.querySelectorAll("*")].filter(element =>
            element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 0
            && (element === document.scrollingElement || ["auto", "scroll"].includes(getComputedStyle(element).overflowY)))
          .map(element => element.tagName + "." + element.className)
        """;

    private const string Pem = "-----BEGIN KEY-----\n  line   two\n\nline four\n-----END KEY-----\n";

    [Fact]
    public async Task A_long_list_has_one_scroll_bar_and_only_the_rows_that_are_seen()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'the only one' --folder 'folder 500' STRIPE_KEY=1");
        using (var vault = await alice.OpenVaultAsync())
        {
            await vault.Datastore.UpdateAsync(tree =>
            {
                for (var i = 0; i < 1000; i++)
                    tree.AddFolder([$"folder {i}"]);
            });
        }

        await using var page = await browser.OpenAsync(alice);
        foreach (var (width, height) in new[] { WebPage.Wide, WebPage.Narrow })
        {
            await page.Tab.SetViewportSizeAsync(width, height);
            await page.Tab.EvaluateAsync("scroll(0, 0)");
            await Expect(page.Tab.Locator(".virtual-row").First).ToContainTextAsync("folder 0");
            Assert.Equal(["HTML."], await page.Tab.EvaluateAsync<string[]>(Scrollers));
            await page.Tab.EvaluateAsync("scroll(0, document.documentElement.scrollHeight)");
            await Expect(page.Tab.Locator(".virtual-row").Last).ToContainTextAsync("folder 999");
            await Expect(page.Tab.Locator(".virtual-row").Last).ToBeInViewportAsync();
            Assert.InRange(await page.Tab.Locator(".virtual-row").CountAsync(), 5, 60);
            await Expect(page.Tab.Locator("#search")).ToBeInViewportAsync();
        }

        // Coming back, the list is where it was.
        await page.Tab.Locator(".entry", new() { HasText = "the only one" }).Or(page.Tab.Locator("#search")).First.WaitForAsync();
        await page.Tab.FillAsync("#search", "stripe_k");
        await Expect(page.Tab.Locator(".entry")).ToContainTextAsync("STRIPE_KEY");
        await page.InspectAsync("secrets-by-variable");
        await page.Tab.FillAsync("#search", "");
        await page.Tab.EvaluateAsync("scroll(0, 10000)");
        await Expect(page.Tab.Locator(".virtual-row", new() { HasText = "folder 25" }).First).ToBeAttachedAsync();
        await page.NavigateAsync("/about");
        await Expect(page.Tab).ToHaveTitleAsync("About · Psono.NET");
        await page.NavigateAsync("/secrets");
        await page.Tab.WaitForFunctionAsync("Math.abs(scrollY - 10000) < 60");
    }

    [Fact]
    public async Task A_value_is_shown_as_it_is_and_its_name_and_buttons_stay_where_they_are()
    {
        using var alice = await world.RegisterAsync();
        var large = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i} line of a long file\n"));
        await alice.VaultAsync("create --title 'long values' --env-file -", $"PEM='{Pem}'\nLARGE='{large}'\nSHORT=x\n");
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.ClickAsync(".entry");
        foreach (var (name, value) in new[] { ("PEM", Pem), ("LARGE", large), ("SHORT", "x") })
        {
            var row = page.Tab.Locator(".variable", new() { HasText = name });
            var copy = row.GetByRole(AriaRole.Button, new() { Name = "Copy " + name });
            var before = await PlaceAsync(copy);
            await row.GetByRole(AriaRole.Button, new() { Name = "Show " + name }).ClickAsync();
            await Expect(row.Locator("code").Last).ToHaveTextAsync(value);
            Assert.Equal(before, await PlaceAsync(copy));
            Assert.True((await row.BoundingBoxAsync())!.Height < 400, name);
            Assert.Equal(value, await row.Locator("code").Last.EvaluateAsync<string>(
                "code => { getSelection().selectAllChildren(code); return getSelection().toString(); }"));
        }

        await Expect(page.Tab.Locator(".variable", new() { HasText = "LARGE" }).Locator("code").Last).ToHaveAttributeAsync("tabindex", "0");
        await page.InspectAsync("secret-long-values");

        async Task<(float, float)> PlaceAsync(ILocator button)
        {
            var box = await button.EvaluateAsync<float[]>("e => { const b = e.getBoundingClientRect(); return [b.x, b.y + scrollY]; }");
            return (box[0], box[1]);
        }
    }

    [Fact]
    public async Task A_long_title_can_be_read_and_what_is_written_from_right_to_left_begins_where_its_row_does()
    {
        using var alice = await world.RegisterAsync();
        var title = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}"));
        await alice.VaultAsync($"create --title '{title}' A=1");
        await alice.VaultAsync("create --title 'מסד נתונים' --folder 'תיקייה' --env-file -", "a=1\nb=2\n");
        await using var page = await browser.OpenAsync(alice);
        await page.InspectAsync("secrets-directions");
        foreach (var text in new[] { "מסד נתונים", "תיקייה", "word0" })
        {
            var (row, start) = await StartAsync(page.Tab.Locator(".virtual-row bdi", new() { HasText = text }).First);
            Assert.InRange(start - row, 0, 90);
        }

        await page.Tab.Locator(".entry", new() { HasText = "word0" }).ClickAsync();
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync(title);
        await page.InspectAsync("secret-long-title");

        // From the left edge of the row to that of the text itself.
        static async Task<(float Row, float Text)> StartAsync(ILocator text)
        {
            var starts = await text.EvaluateAsync<float[]>(
                """
                text => {
                  const range = document.createRange();
                  range.selectNodeContents(text);
                  return [text.closest(".virtual-row").getBoundingClientRect().left, range.getBoundingClientRect().left];
                }
                """);
            return (starts[0], starts[1]);
        }
    }

    [Fact]
    public async Task In_a_form_of_many_variables_one_is_found_and_what_saves_it_is_in_sight()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/secrets/new/environment_variables");
        await page.Tab.FillAsync("#title", "many");
        await page.Tab.GetByLabel("Name of variable 1").FillAsync("FIRST");
        await page.Tab.ClickAsync("#add-variable");
        await PasteAsync("Name of variable 2", "P1=one\nP2='two lines\nof it'");
        await Expect(page.Tab.Locator(".pasted")).ToContainTextAsync("Variables pasted: 2");
        await Expect(page.Tab.GetByLabel("Value of P2")).ToHaveValueAsync("two lines\nof it");
        await page.Tab.ClickAsync("#undo-paste");
        await Expect(page.Tab.Locator("#variables > li")).ToHaveCountAsync(2);
        await PasteAsync("Name of variable 2", "P1=one");
        await Expect(page.Tab.GetByLabel("Value of P1")).ToHaveValueAsync("one");
        await page.Tab.ClickAsync("#add-variable");
        await PasteAsync("Name of variable 3", "A=1\nnot a variable");
        await Expect(page.Tab.Locator("#paste-text")).ToHaveValueAsync("A=1\nnot a variable");
        await page.Tab.FillAsync("#paste-text", string.Concat(Enumerable.Range(0, 200).Select(i => $"VAR_{i}={i}\n")));
        await page.Tab.ClickAsync("#paste-add");
        await Expect(page.Tab.Locator("#variables > li")).ToHaveCountAsync(202);
        await page.Tab.EvaluateAsync("scroll(0, 0)");
        await Expect(page.Tab.Locator("#save")).ToBeInViewportAsync();
        await page.Tab.FillAsync("#filter-variables", "var_19");
        await Expect(page.Tab.Locator("#variables > li")).ToHaveCountAsync(11);
        await page.InspectAsync("secret-new-many");
        await page.Tab.ClickAsync("#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("many");

        await page.Tab.FillAsync("#filter-variables", "var_19");
        await Expect(page.Tab.Locator(".variable")).ToHaveCountAsync(11);
        await page.Tab.ClickAsync("#reveal-all");
        await Expect(page.Tab.Locator(".variable", new() { HasText = "VAR_199" })).ToContainTextAsync("199");
        await Expect(page.Tab.Locator(".dots")).ToHaveCountAsync(0);
        await page.InspectAsync("secret-many");

        Task PasteAsync(string field, string text) => page.Tab.GetByLabel(field).EvaluateAsync(
            """
            (field, text) => {
              field.focus();
              const data = new DataTransfer();
              data.setData("text/plain", text);
              if (field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })))
                document.execCommand("insertText", false, text);
            }
            """,
            text);
    }
}
