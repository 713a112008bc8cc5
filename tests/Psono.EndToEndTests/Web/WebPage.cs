using System.Collections.Concurrent;
using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>
/// One tab at the web vault, with what a person does there again and again. Whatever the browser complains about, or asks from anybody but
/// the server, fails the test at its end.
/// </summary>
public sealed class WebPage : IAsyncDisposable
{
    public static readonly (int Width, int Height) Wide = (1280, 800);
    public static readonly (int Width, int Height) Narrow = (360, 740);
    private static readonly bool TakePictures = Environment.GetEnvironmentVariable("PSONO_SCREENSHOTS") == "1";

    private readonly IBrowserContext _context;
    private readonly string _origin;
    private readonly ConcurrentBag<WebPage>? _loggedOut;
    private readonly ConcurrentQueue<string> _complaints = [];

    private WebPage(IBrowserContext context, IPage page, string origin, ConcurrentBag<WebPage>? loggedOut)
    {
        _context = context;
        _origin = origin;
        _loggedOut = loggedOut;
        Tab = page;
        page.SetDefaultTimeout((float)Shell.Patience.TotalMilliseconds);
        Assertions.SetDefaultExpectTimeout((float)Shell.Patience.TotalMilliseconds);
        page.Console += (_, message) => Complain(
            message.Type is "error" or "warning",
            message.Type == "error" && message.Location.Length > 0 ? message.Text + " " + message.Location : message.Text);
        page.PageError += (_, error) => Complain(true, error);
        page.Request += (_, request) => Complain(
            !request.Url.StartsWith(origin + "/", StringComparison.Ordinal)
            && !request.Url.StartsWith("blob:" + origin, StringComparison.Ordinal), "request to " + request.Url);
    }

    public IPage Tab { get; }

    /// <summary>What the browser may complain about in this test, by a part of its text.</summary>
    public List<string> Expected { get; } = [];

    /// <param name="loggedOut">
    /// Where the tab goes after the test, if its user can be logged out; without, its browser ends with the test.
    /// </param>
    public static async Task<WebPage> OpenAsync(IBrowserContext context, string origin, ConcurrentBag<WebPage>? loggedOut = null) =>
        new(context, await context.NewPageAsync(), origin, loggedOut);

    /// <summary>Loads the page.</summary>
    public async Task<WebPage> GoAsync(string path = "/")
    {
        await Tab.GotoAsync(_origin + path);
        try
        {
            await Tab.Locator("h1").First.WaitForAsync();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException("the page did not appear:\n" + string.Join('\n', _complaints), e);
        }

        return this;
    }

    /// <summary>Goes to another address of the page that is loaded, as a link does.</summary>
    public Task NavigateAsync(string path) => Tab.EvaluateAsync("path => Blazor.navigateTo(path)", path);

    /// <summary>Trusts the server if this browser does not know it, and logs in.</summary>
    public async Task LogInAsync(string username, string password = World.Password)
    {
        await TrustAsync();
        await Tab.FillAsync("#username", username);
        await Tab.FillAsync("#password", password);
        await Tab.ClickAsync("#login");
    }

    public async Task UnlockAsync()
    {
        await Tab.FillAsync("#password", World.Password);
        await Tab.ClickAsync("#unlock");
    }

    public async Task TrustAsync()
    {
        await Tab.Locator("#trust, #username").First.WaitForAsync();
        if (await Tab.Locator("#trust").IsVisibleAsync())
            await Tab.ClickAsync("#trust");
    }

    public async Task RegisterAsync(string username, string password = World.Password)
    {
        await TrustAsync();
        await Tab.ClickAsync("#to-register");
        await TypeNewAccountAsync(username, password);
    }

    /// <summary>Fills in the form of a new account.</summary>
    public async Task TypeNewAccountAsync(string username, string password = World.Password)
    {
        await TrustAsync();
        await Tab.Locator("#repeat").WaitForAsync();
        await Tab.FillAsync("#username", username);
        await Tab.FillAsync("#password", password);
        await Tab.FillAsync("#repeat", password);
        await Tab.ClickAsync("#register");
        await Tab.Locator(".sidebar").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    /// <summary>
    /// Nothing is wider than the window, wide and at 360 px, and axe-core finds nothing: all of its rules as the page is, and once more
    /// what light, dark and the other width change. With PSONO_SCREENSHOTS=1, how it looks goes to artifacts/screenshots.
    /// </summary>
    public async Task InspectAsync(string name)
    {
        var (width, height) = (Tab.ViewportSize!.Width, Tab.ViewportSize.Height);
        var (here, there) = width == Wide.Width ? ("wide", "narrow") : ("narrow", "wide");
        await LookAsync(name, here, ColorScheme.Light, Accessibility.AllRules);
        await LookAsync(name, here, ColorScheme.Dark, Accessibility.RulesOfColors);
        var other = width == Wide.Width ? Narrow : Wide;
        await Tab.SetViewportSizeAsync(other.Width, other.Height);
        await LookAsync(name, there, ColorScheme.Light, Accessibility.RulesOfSizes);
        if (TakePictures)
            await LookAsync(name, there, ColorScheme.Dark, Accessibility.RulesOfColors);
        await SetSchemeAsync(ColorScheme.Light);
        await Tab.SetViewportSizeAsync(width, height);
    }

    public async ValueTask DisposeAsync()
    {
        var unexpected = _complaints.Where(complaint =>
            !Expected.Exists(expected => complaint.Contains(expected, StringComparison.Ordinal))).Distinct().ToList();
        if (_loggedOut is not null && unexpected.Count == 0 && await LogOutAsync())
            _loggedOut.Add(this);
        else
            await _context.DisposeAsync();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }

    private async Task LookAsync(string name, string size, ColorScheme scheme, Accessibility.Rules rules)
    {
        await SetSchemeAsync(scheme);
        var overflow = await Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name}, {size}, is {overflow} px wider than the window");
        foreach (var violation in await Accessibility.FindAsync(Tab, rules))
            _complaints.Enqueue($"{name}, {size}, {scheme}: {violation}");
        if (TakePictures)
        {
            await Tab.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Published.Root, "artifacts/screenshots", $"{name}-{size}-{scheme.ToString().ToLowerInvariant()}.png"),
            });
        }
    }

    private Task SetSchemeAsync(ColorScheme scheme) =>
        Tab.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });

    /// <summary>
    /// Leaves the tab as the next test wants it. False if it is at a place from where that is not one step: it is closed then.
    /// </summary>
    private async Task<bool> LogOutAsync()
    {
        try
        {
            await Tab.UnrouteAllAsync();
            await SetSchemeAsync(ColorScheme.Light);
            await Tab.SetViewportSizeAsync(Wide.Width, Wide.Height);
            var logOut = Tab.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true });
            if (await logOut.IsVisibleAsync())
                await logOut.ClickAsync(new() { Timeout = 2000 });
            await Tab.Locator("#login").WaitForAsync(new() { Timeout = 2000 });
            _complaints.Clear();
            Expected.Clear();
            return true;
        }
        catch (Exception e) when (e is TimeoutException or PlaywrightException)
        {
            return false;
        }
    }

    private void Complain(bool isComplaint, string text)
    {
        if (isComplaint)
            _complaints.Enqueue(text);
    }
}
