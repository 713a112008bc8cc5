using System.Net.Mime;
using Psono.Server.Configuration;

namespace Psono.Server.Web;

/// <summary>
/// Serves the web vault: the files that build.sh laid beside the executable, and its page for every address that is nothing else, because
/// which page is meant is for the program in the browser to say.
/// </summary>
internal sealed class WebVault
{
    /// <summary>
    /// Where others look for what a server may have: below these nothing is a page, so that what is missing is missing to a probe, a
    /// scraper, and <c>curl --fail</c>.
    /// </summary>
    private static readonly string[] NoPages =
    [
        "/server", "/psono", "/install/", "/metrics", "/livez", "/readyz", "/healthz", "/health", "/healthcheck", "/ping", "/status",
        "/actuator", "/debug", "/-",
    ];

    private readonly Dictionary<string, WebFile> _files;
    private readonly WebFile _page;
    private readonly string _policy;
    private readonly string? _preload;

    private WebVault(Dictionary<string, WebFile> files, WebFile page)
    {
        _files = files;
        _page = page;
        _policy = ContentSecurityPolicy.Of(File.ReadAllText(page.Path));
        _preload = files.Keys.SingleOrDefault(IsRuntime) is { } runtime
            ? $"<{runtime}>; rel=preload; as=fetch; crossorigin=anonymous"
            : null;
    }

    /// <summary>The web vault of these options; null if it was not published with the server.</summary>
    public static WebVault? Find(ServerOptions options)
    {
        var files = WebFile.List(options.WebRoot);
        return files.TryGetValue("/index.html", out var page) ? new WebVault(files, page) : null;
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint() is not null || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
            return next(context);
        if (_files.TryGetValue(request.Path.Value!, out var file) && file != _page)
            return file.SendAsync(context);
        if (!IsPage(request))
            return next(context);

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Link = _preload;
        return _page.SendAsync(context);
    }

    /// <summary>The largest file of all, which the page's scripts ask for only when three of them have come one after the other.</summary>
    private static bool IsRuntime(string path) =>
        path.StartsWith("/_framework/dotnet.native.", StringComparison.Ordinal) && path.EndsWith(".wasm", StringComparison.Ordinal);

    /// <summary>With a slash at its end, the place itself is a page.</summary>
    private static bool IsBelow(string path, string place) => path.StartsWith(place, StringComparison.OrdinalIgnoreCase)
        && (place.EndsWith('/') ? path.Length > place.Length : path.Length == place.Length || path[place.Length] == '/');

    /// <summary>
    /// A missing file stays missing: a name with a dot is a file, unless it is one of those that clients and mails link to.
    /// </summary>
    private static bool IsPage(HttpRequest request)
    {
        var path = request.Path.Value!;
        return path is "/index.html" or "/activate.html" or "/delete-user-confirm.html"
            || (!path.Contains('.', StringComparison.Ordinal) && !NoPages.Any(place => IsBelow(path, place))
                && request.Headers.Accept.ToString() is var accept
                && (accept.Length == 0
                    || accept.Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase)
                    || accept.Contains("*/*", StringComparison.Ordinal)));
    }
}
