namespace Psono.Server.Http.Pipeline;

/// <summary>Headers of every answer.</summary>
internal static class SecurityHeaders
{
    /// <summary>A year. A proxy that ends TLS says it itself, if its host is served by nothing else.</summary>
    private const string HttpsOnly = "max-age=31536000";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = HttpsOnly;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }
}
