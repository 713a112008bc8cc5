using Microsoft.Playwright;
using Psono.EndToEndTests.Web;

[assembly: AssemblyFixture(typeof(WebBrowser))]

namespace Psono.EndToEndTests.Web;

/// <summary>The system's Chromium, started once, when the first test asks for a page.</summary>
public sealed class WebBrowser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A browser without memory. Dispose of its context when the test is over.</summary>
    public async Task<WebPage> OpenAsync(string origin, BrowserNewContextOptions? options = null)
    {
        var browser = (await _started.Value).Browser;
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "en-US";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        options.IgnoreHTTPSErrors = true;
        return await WebPage.OpenAsync(await browser.NewContextAsync(options), origin);
    }

    public async ValueTask DisposeAsync()
    {
        // If it did not start, the tests say so.
        if (!_started.IsValueCreated || !_started.Value.IsCompletedSuccessfully)
            return;
        var (driver, browser) = await _started.Value;
        await browser.DisposeAsync();
        driver.Dispose();
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = Arguments });
        return (driver, browser);
    }
}
