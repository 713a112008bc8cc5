using Xunit.Sdk;

namespace Psono.EndToEndTests.Web;

/// <summary>What looks at every page finds what it is there for.</summary>
public sealed class InspectionTests(WebBrowser browser)
{
    private const string Page =
        """
        <!doctype html><html lang="en"><title>Wrong</title>
        <style>
          @media (prefers-color-scheme: dark) { body { background: #000; color: #222 } }
          button { width: 10px; height: 10px; padding: 0; border: 0; margin: 0; display: none }
          @media (max-width: 400px) { button { display: inline-block } }
        </style>
        <main><h1>Wrong</h1><img src="data:,"><button>a</button><button>b</button></main></html>
        """;

    [Fact]
    public async Task What_is_wrong_in_the_dark_or_on_a_narrow_screen_only_is_found_too()
    {
        var page = await browser.OpenAsync("data:");
        await page.Tab.SetContentAsync(Page);
        await page.InspectAsync("page");

        var found = await Assert.ThrowsAnyAsync<XunitException>(async () => await page.DisposeAsync());

        Assert.Contains("page, wide, Light: image-alt", found.Message, StringComparison.Ordinal);
        Assert.Contains("page, wide, Dark: color-contrast", found.Message, StringComparison.Ordinal);
        Assert.Contains("page, narrow, Light: target-size", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wider_than_a_narrow_screen_is_found()
    {
        await using var page = await browser.OpenAsync("data:");
        await page.Tab.SetContentAsync(
            "<!doctype html><html lang=en><title>Wide</title><main><h1>Wide</h1><div style='width: 500px'>wide</div></main></html>");

        var found = await Assert.ThrowsAnyAsync<XunitException>(() => page.InspectAsync("page"));

        Assert.Contains("page, narrow, is 1", found.Message, StringComparison.Ordinal);
    }
}
