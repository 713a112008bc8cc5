using System.Net;
using System.Text;
using Psono.Server.Configuration;
using Psono.Server.Http;
using Psono.Server.Http.Marks;

namespace Psono.Server.Web;

/// <summary>What a browser sees under <c>/</c>.</summary>
internal static class PlaceholderPage
{
    public static void MapPlaceholderPage(this IEndpointRouteBuilder routes, ServerOptions options)
    {
        var page = new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(Html(options.HostUrl)), "text/html; charset=utf-8");
        routes.MapGet("/", (RequestDelegate)(context =>
        {
            context.Response.Headers.ContentSecurityPolicy =
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return page.ExecuteAsync(context);
        })).WithMetadata(new AnyAccept());
    }

    private static string Html(string hostUrl) => $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>psono-server</title>
        <h1>psono-server</h1>
        <p>This server stores secrets that only their owners can read. It is reached by clients at</p>
        <p><code>{WebUtility.HtmlEncode(hostUrl)}</code></p>
        <p>In a browser: open a Psono web client or extension and enter this address as server.<br>
        In a terminal: <code>psonoci vault login</code>, with <code>--server-url</code> and this address.</p>
        </html>

        """;
}
