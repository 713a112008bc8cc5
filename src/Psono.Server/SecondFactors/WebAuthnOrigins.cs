using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.Http.Fields;

namespace Psono.Server.SecondFactors;

/// <summary>
/// On which pages security keys may be used. Where any web vault may use this server, any page may: it is the browser that keeps a key to
/// the page it was made for. Where only some may, these, and extensions, which ask nobody.
/// </summary>
internal sealed class WebAuthnOrigins(ServerOptions options)
{
    /// <summary>Null with the refusal.</summary>
    public Outcome<WebAuthnOrigin> Read(RequestFields fields)
    {
        var text = fields.Text("origin", max: 512);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (WebAuthnOrigin.Parse(text) is not { } origin)
            return Refusal.Object("PROTOCOL_NOT_SUPPORTED");
        return IsAllowed(origin) ? origin : Refusal.Object("ORIGIN_NOT_ALLOWED");
    }

    private bool IsAllowed(WebAuthnOrigin origin) =>
        options.CorsAllowAllOrigins || origin.IsExtension || Own().Contains(origin.Text, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Own() =>
        [OriginOf(options.WebClientUrl), OriginOf(options.HostUrl), .. options.CorsAllowedOrigins];

    private static string OriginOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
