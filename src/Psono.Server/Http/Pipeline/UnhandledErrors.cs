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
        catch (RefusedException refused)
        {
            await refused.Answer.ExecuteAsync(context);
        }
        catch (BadHttpRequestException e)
        {
            await Refusal.Detail(e.StatusCode, "Bad request.").ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed: {Method} {Endpoint}")]
        public static partial void Unhandled(ILogger logger, string requestId, string method, string endpoint, Exception e);
    }
}
