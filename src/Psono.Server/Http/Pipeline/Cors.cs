using Microsoft.Extensions.Primitives;
using Psono.Server.Configuration;

namespace Psono.Server.Http.Pipeline;

/// <summary>
/// Lets web vaults at other addresses use the API. Any origin may by default: a request is authenticated by a token that the
/// vault's script holds, never by a cookie, so a foreign page gains nothing (part 1, section 1.5).
/// </summary>
internal sealed class Cors(ServerOptions options)
{
    private const string Methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

    private const string Headers =
        "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with, audit-log, "
        + "authorization-validator, pragma, if-modified-since, cache-control";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.Vary = "origin";
        var origin = context.Request.Headers.Origin;
        if (StringValues.IsNullOrEmpty(origin))
            return next(context);

        if (options.CorsAllowAllOrigins || options.CorsAllowedOrigins.Contains(origin.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }

        if (!HttpMethods.IsOptions(context.Request.Method) || !context.Request.Headers.ContainsKey("Access-Control-Request-Method"))
            return next(context);

        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlMaxAge = "86400";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
