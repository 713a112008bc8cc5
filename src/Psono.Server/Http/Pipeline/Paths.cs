using Psono.Server.Errors;
using Psono.Server.Http.Marks;

namespace Psono.Server.Http.Pipeline;

/// <summary>
/// Settles what never reaches an endpoint: unknown paths, paths without the final slash, and clients that do not take JSON.
/// </summary>
internal static class Paths
{
    private static readonly Answer NotFound = new(
        StatusCodes.Status404NotFound, "<!doctype html><title>Not found</title><h1>Not found</h1>\n"u8.ToArray(), "text/html");

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint() is not { } endpoint)
            return NotFound.ExecuteAsync(context);

        // Routing takes a path with and without the final slash for the same; the protocol does not.
        if (!request.Path.Value!.EndsWith('/') && endpoint.Metadata.GetMetadata<AnySlash>() is null)
        {
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.Location = request.PathBase.Add(request.Path).ToUriComponent()
                + "/"
                + request.QueryString.ToUriComponent();
            return Task.CompletedTask;
        }

        if (endpoint.Metadata.GetMetadata<AnyAccept>() is null && !TakesJson(request.Headers.Accept.ToString()))
            return Refusal.NotAcceptable.ExecuteAsync(context);
        return next(context);
    }

    private static bool TakesJson(string accept) =>
        accept.Length == 0
        || accept.Contains("*/*", StringComparison.Ordinal)
        || accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
        || accept.Contains("application/*", StringComparison.OrdinalIgnoreCase);
}
