using System.Net;
using Psono.Shared;

namespace Psono.Client.Http;

internal static class HttpRedirect
{
    public static bool IsRedirect(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>
    /// Where to send the same request again, with its method and body. Every request carries credentials: they stay with the host.
    /// </summary>
    public static Uri Target(HttpResponseMessage response, Uri from, int followed, int allowed)
    {
        if (response.Headers.Location is not { } location)
            throw Refused(response, "nowhere");
        if (!Uri.TryCreate(from, location, out var to) || !WebAddress.IsOne(to))
            throw Refused(response, "what is not an http or https URL");
        if (response.StatusCode == HttpStatusCode.SeeOther)
            throw Refused(response, $"{Show(to)}, to be fetched without the request's content");
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps)
            throw Refused(response, $"{Show(to)}, which is not encrypted");
        if (!SameOrigin(from, to) && !IsUpgrade(from, to))
            throw Refused(response, $"another origin, {Show(to)}");
        if (followed >= allowed)
            throw Refused(response, allowed == 0 ? Show(to) : $"{Show(to)} after {allowed} others", followed + 1);
        return to;
    }

    private static bool SameOrigin(Uri from, Uri to) => from.Scheme == to.Scheme && from.Port == to.Port && from.IdnHost == to.IdnHost;

    private static bool IsUpgrade(Uri from, Uri to) =>
        from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IdnHost == to.IdnHost;

    private static string Show(Uri url) =>
        Printable.Short(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    private static PsonoApiException Refused(HttpResponseMessage response, string target, int? redirects = null) =>
        new(PsonoFailure.Redirect, $"the server redirects to {target}") { Status = (int)response.StatusCode, Redirects = redirects };
}
