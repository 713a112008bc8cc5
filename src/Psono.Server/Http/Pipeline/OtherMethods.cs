using Psono.Server.Errors;
using Psono.Server.Http.Marks;

namespace Psono.Server.Http.Pipeline;

/// <summary>
/// Gives every path an endpoint for the methods that it does not have. It carries the marks of its path, so that a session path answers an
/// unauthenticated <c>PATCH</c> with 401 and an authenticated one with a sealed 405.
/// </summary>
internal static class OtherMethods
{
    public static void MapOtherMethods(this IEndpointRouteBuilder routes)
    {
        var paths = routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .DistinctBy(endpoint => endpoint.RoutePattern.RawText).ToList();
        foreach (var path in paths)
        {
            var marks = path.Metadata.Where(mark => mark is NeedsSession or OpenToApiKeys or RateLimited or Unlimited or AnyAccept);
            var advice = path.Metadata.GetMetadata<MethodAdvice>();
            routes.Map(path.RoutePattern, (RequestDelegate)(context => Answer(context, advice).ExecuteAsync(context)))
                .WithMetadata([.. marks]);
        }
    }

    private static Answer Answer(HttpContext context, MethodAdvice? advice) => advice is null
        ? Refusal.MethodNotAllowed
        : Refusal.Detail(StatusCodes.Status405MethodNotAllowed, $"{context.Request.Method} method not supported. {advice.Text}");
}
