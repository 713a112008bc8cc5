using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

/// <summary>The walkthrough without a mouse. Wherever the focus stops, it can be seen.</summary>
public sealed class KeyboardTests(World world, WebBrowser browser)
{
    /// <summary>Whether the focus is on what is looked for, and whether it can be seen there: in the window, and with an outline.</summary>
    private const string Focus =
        """
        wanted => {
          const element = document.activeElement;
          const box = element.getBoundingClientRect(), style = getComputedStyle(element);
          const seen = element === document.body
            || (box.bottom > 0 && box.top < innerHeight && box.width > 0
              && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
          return [element.matches(wanted) ? "there" : "", seen ? "" : element.outerHTML.slice(0, 200)];
        }
        """;

    [Fact]
    public async Task The_walkthrough_needs_no_mouse()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        await using var page = await (await browser.OpenAsync(server.Origin)).GoAsync();
        await PressAsync(page, "#trust");
        await PressAsync(page, "#to-register");
        await TypeAsync(page, "#username", "keys@example.com");
        await TypeAsync(page, "#password", World.Password);
        await TypeAsync(page, "#repeat", World.Password);
        await page.Tab.Keyboard.PressAsync("Enter");

        await page.Tab.Locator("#first-secret").WaitForAsync();
        await PressAsync(page, "#first-secret");
        await TypeAsync(page, "#title", "typed");
        await TypeAsync(page, "[aria-label='Name of variable 1']", "db_host");
        await TypeAsync(page, "[aria-label='Value of db_host']", "db.example.com");
        await PressAsync(page, "#save");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("typed");

        await PressAsync(page, "a[href='/api-keys']");
        await page.Tab.Locator("#new-key").WaitForAsync();
        await PressAsync(page, "#new-key");
        await TypeAsync(page, "#title", "service");
        // The only secret is chosen already.
        await PressAsync(page, "#secrets input", "Space");
        await Expect(page.Tab.Locator("#secrets input")).Not.ToBeCheckedAsync();
        await page.Tab.Keyboard.PressAsync("Space");
        await Expect(page.Tab.Locator("#secrets input")).ToBeCheckedAsync();
        await PressAsync(page, "#create-key");
        await Expect(page.Tab.Locator("h1")).ToHaveTextAsync("Connect a machine");
        await PressAsync(page, "#reveal", "Space");
        await Expect(page.Tab.Locator("#packed pre").First).Not.ToContainTextAsync("•");

        var run = new Dictionary<string, string>
        {
            ["PSONO_CI_CONFIG_PACKED"] = (await page.Tab.Locator("#packed pre").First.TextContentAsync())!,
        };
        Assert.Equal("db.example.com\n", (await Shell.RunAsync("psonoci run -- printenv db_host", run)).Succeeds().Output);
    }

    [Fact]
    public async Task A_dialog_keeps_the_focus_and_gives_it_back()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice);
        await page.Tab.Locator("#new-folder").WaitForAsync();
        await PressAsync(page, "#new-folder");
        await Expect(page.Tab.Locator("dialog[open]")).ToBeVisibleAsync();
        for (var i = 0; i < 8; i++)
        {
            await page.Tab.Keyboard.PressAsync("Tab");
            Assert.True(await page.Tab.EvaluateAsync<bool>(
                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        }

        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Tab.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(page.Tab.Locator("#new-folder")).ToBeFocusedAsync();
    }

    private static async Task PressAsync(WebPage page, string wanted, string key = "Enter")
    {
        await ReachAsync(page, wanted);
        await page.Tab.Keyboard.PressAsync(key);
    }

    private static async Task TypeAsync(WebPage page, string wanted, string text)
    {
        await ReachAsync(page, wanted);
        await page.Tab.Keyboard.TypeAsync(text);
    }

    private static async Task ReachAsync(WebPage page, string wanted)
    {
        await page.Tab.Locator(wanted).First.WaitForAsync();
        for (var presses = 0; presses < 80; presses++)
        {
            await page.Tab.Keyboard.PressAsync("Tab");
            var focus = await page.Tab.EvaluateAsync<string[]>(Focus, wanted);
            Assert.True(focus[1].Length == 0, "the focus cannot be seen on " + focus[1]);
            if (focus[0].Length > 0)
                return;
        }

        Assert.Fail("Tab does not lead to " + wanted);
    }
}
