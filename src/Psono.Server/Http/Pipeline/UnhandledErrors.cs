using Microsoft.AspNetCore.Connections;
using Psono.Server.Errors;

namespace Psono.Server.Http.Pipeline;

/// <summary>
/// The outermost layer. A refusal becomes its answer; anything unexpected becomes a plain 500 without a word about the cause, which is
/// logged under the id of the request.
/// </summary>
internal sealed partial class UnhandledErrors(ILogger<UnhandledErrors> logger)
{
    private static readonly Answer Failed = new(
        StatusCodes.Status500InternalServerError, "Internal server error\n"u8.ToArray(), "text/plain");

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (Refusal.Of(context, e) is { } answer)
        {
            await answer.ExecuteAsync(context);
        }
        catch (Exception e) when (HasHungUp(context, e))
        {
            // There is nobody to answer, and Kestrel shall not look for the rest of the body: it would log that there is none.
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            await Refusal.Detail(e.StatusCode, "Bad request.").ExecuteAsync(context);
        }
#pragma warning disable CA1031 // The boundary of the process: the cause is logged, the client learns nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Unhandled(logger, context.TraceIdentifier, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "-", e);
            if (!context.Response.HasStarted)
                await Failed.ExecuteAsync(context);
            else
                context.Abort();
        }
    }

    private static bool HasHungUp(HttpContext context, Exception e) => e switch
    {
        ConnectionResetException => true,
        // A body that ends before its announced length.
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } => context.Request.ContentLength is not null,
        OperationCanceledException or IOException => context.RequestAborted.IsCancellationRequested,
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed: {Method} {Endpoint}")]
        public static partial void Unhandled(ILogger logger, string requestId, string method, string endpoint, Exception e);
    }
}
