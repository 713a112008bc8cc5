using System.Collections.Concurrent;
using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;
using Psono.EndToEndTests.Web;

[assembly: AssemblyFixture(typeof(WebBrowser))]

namespace Psono.EndToEndTests.Web;

/// <summary>The system's Chromium, started once, when the first test asks for a page.</summary>
public sealed class WebBrowser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);
    private readonly ConcurrentBag<WebPage> _loggedOut = [];

    /// <summary>A browser without memory, in which nothing is loaded yet.</summary>
    public async Task<WebPage> OpenAsync(string origin, BrowserNewContextOptions? options = null) =>
        await WebPage.OpenAsync(await NewContextAsync(options), origin);

    /// <summary>
    /// A tab in which this account is logged in, at that address. Its predecessor may have been another account that logged out: the start
    /// of the page is most of a short test, and has tests of its own.
    /// </summary>
    public async Task<WebPage> OpenAsync(Account account, string path = "/secrets")
    {
        if (!_loggedOut.TryTake(out var page))
            page = await (await WebPage.OpenAsync(await NewContextAsync(), account.Server.Origin, _loggedOut)).GoAsync(path);
        await page.NavigateAsync(path);
        await page.LogInAsync(account.Username);
        await Assertions.Expect(page.Tab.Locator(".who")).ToHaveTextAsync(account.Username);
        return page;
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

    private async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "en-US";
        options.ViewportSize ??= new ViewportSize { Width = WebPage.Wide.Width, Height = WebPage.Wide.Height };
        options.IgnoreHTTPSErrors = true;
        return await (await _started.Value).Browser.NewContextAsync(options);
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium-headless-shell", Headless = true, Args = Arguments });
        return (driver, browser);
    }
}
