namespace Psono.Server.Http.Pipeline;

/// <summary>
/// <c>HEAD</c> works wherever <c>GET</c> works: only routing takes the one for the other; the server leaves out the body.
/// </summary>
internal static class HeadRequests
{
    private static readonly object Mark = new();

    public static Task BeforeRoutingAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[Mark] = Mark;
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    public static Task AfterRoutingAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Items.ContainsKey(Mark))
            context.Request.Method = HttpMethods.Head;
        return next(context);
    }
}
