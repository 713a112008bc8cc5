using Microsoft.Playwright;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>
/// One tab at the web vault, with what a person does there again and again. Whatever the browser complains about, or asks from anybody but
/// the server, fails the test at its end.
/// </summary>
public sealed class WebPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _origin;
    private readonly List<string> _complaints = [];

    private WebPage(IBrowserContext context, IPage page, string origin)
    {
        _context = context;
        _origin = origin;
        Tab = page;
        page.SetDefaultTimeout((float)Shell.Patience.TotalMilliseconds);
        Assertions.SetDefaultExpectTimeout((float)Shell.Patience.TotalMilliseconds);
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", message.Type == "error" && message.Location.Length > 0 ? message.Text + " " + message.Location : message.Text);
        page.PageError += (_, error) => Complain(true, error);
        page.Request += (_, request) => Complain(
            !request.Url.StartsWith(origin + "/", StringComparison.Ordinal) && !request.Url.StartsWith("blob:" + origin, StringComparison.Ordinal), "request to " + request.Url);
    }

    public IPage Tab { get; }

    /// <summary>What the browser may complain about in this test, by a part of its text.</summary>
    public List<string> Expected { get; } = [];

    public static async Task<WebPage> OpenAsync(IBrowserContext context, string origin) => new(context, await context.NewPageAsync(), origin);

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

    /// <summary>Trusts the server if this browser does not know it, and logs in.</summary>
    public async Task LogInAsync(string username = World.Username, string password = World.Password)
    {
        await TrustAsync();
        await Tab.FillAsync("#username", username);
        await Tab.FillAsync("#password", password);
        await Tab.ClickAsync("#login");
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

    /// <summary>Light and dark, wide and at 360 px: nothing is wider than the window, axe-core finds nothing, and how it looks goes to artifacts/screenshots.</summary>
    public async Task InspectAsync(string name)
    {
        var before = Tab.ViewportSize!;
        foreach (var (width, height, size) in new[] { (1280, 800, "wide"), (360, 740, "narrow") })
        {
            await Tab.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await Tab.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var overflow = await Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                Assert.True(overflow <= 0, $"{name} is {overflow} px wider than {width} px");
                _complaints.AddRange(await Accessibility.FindAsync(Tab, $"{name}, {size}, {scheme}"));
                await Tab.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(Published.Root, "artifacts/screenshots", $"{name}-{size}-{scheme.ToString().ToLowerInvariant()}.png"),
                });
            }
        }

        await Tab.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await Tab.SetViewportSizeAsync(before.Width, before.Height);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        var unexpected = _complaints.Where(complaint => !Expected.Exists(expected => complaint.Contains(expected, StringComparison.Ordinal))).Distinct().ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }

    private void Complain(bool isComplaint, string text)
    {
        if (isComplaint)
            _complaints.Add(text);
    }
}
