using System.Text;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Http;
using Psono.Server.Http.Marks;

namespace Psono.Server.Errors;

/// <summary>Refusals in the shapes of protocol part 1, section 1.3. Codes are constants of the program, never text of a request.</summary>
internal static class Refusal
{
    /// <summary>Protocol part 5, section 13.</summary>
    public const string OutcomeHeader = "Psono-Net-Outcome";

    /// <summary>"Not yours" and "does not exist" are the same answer.</summary>
    public static readonly Answer NoPermissionOrNotExist = Object("NO_PERMISSION_OR_NOT_EXIST");

    /// <summary>Somebody else wrote between the caller's read and this write.</summary>
    public static readonly Answer WriteDateMismatch = Object("WRITE_DATE_MISMATCH");

    public static readonly Answer InvalidRequest = Detail(StatusCodes.Status400BadRequest, "Invalid request");

    public static readonly Answer Forbidden = Detail(StatusCodes.Status403Forbidden, "You do not have permission to perform this action.");

    public static readonly Answer BodyTooLarge = Detail(StatusCodes.Status413PayloadTooLarge, "Request body is too large.");

    public static readonly Answer BodyTooSlow = Detail(StatusCodes.Status408RequestTimeout, "Request body came too slowly.");

    public static readonly Answer NotAcceptable = Detail(
        StatusCodes.Status406NotAcceptable, "Could not satisfy the request Accept header.");

    public static readonly Answer MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "{}"u8.ToArray());

    /// <summary>400 <c>{"non_field_errors":["CODE"]}</c>: the usual refusal, an error of the whole request.</summary>
    public static Answer Object(string code, int status = StatusCodes.Status400BadRequest) => List("non_field_errors", code, status);

    /// <summary>400 <c>{"field":["CODE"]}</c>, where a field turns out to be wrong after all have been read.</summary>
    public static Answer Field(string field, string code) => List(field, code, StatusCodes.Status400BadRequest);

    /// <summary>400 <c>{"custom":["CODE"]}</c></summary>
    public static Answer Custom(string code) => List("custom", code, StatusCodes.Status400BadRequest);

    /// <summary><c>{"message":"CODE"}</c></summary>
    public static Answer Message(int status, string code) => Answer.Members(status, json => json.WriteString("message", code));

    /// <summary>400 <c>{"message":"NO_PERMISSION_OR_NOT_EXIST","resource_id":"…"}</c></summary>
    public static Answer NoSuchResource(string? resourceId) => Answer.Members(StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("message", "NO_PERMISSION_OR_NOT_EXIST");
        json.WriteString("resource_id", resourceId);
    });

    /// <summary>400 <c>{"error":"…","message":"…"}</c></summary>
    public static Answer Duplicate(string error, string message) => Answer.Members(StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("error", error);
        json.WriteString("message", message);
    });

    /// <summary><c>{"detail":"…"}</c></summary>
    public static Answer Detail(int status, string text) => Answer.Members(status, json => json.WriteString("detail", text));

    /// <summary>
    /// 429 <c>{"detail":"…","non_field_errors":["…"]}</c>: forms of clients that log in show the list, and break without one.
    /// Protocol part 5, section 13.
    /// </summary>
    public static Answer Throttled(string text) => Answer.Members(StatusCodes.Status429TooManyRequests, json =>
    {
        json.WriteString("detail", text);
        json.WriteStartArray("non_field_errors");
        json.WriteStringValue(text);
        json.WriteEndArray();
    });

    /// <summary>What a request is told that ended with an exception; null if that is a fault of the program.</summary>
    public static Answer? Of(HttpContext context, Exception e) => e switch
    {
        RefusedException refused => refused.Answer,
        DatabaseAwayException { IsFull: true } =>
            Detail(StatusCodes.Status507InsufficientStorage, "The server's disk is full. Nothing was changed."),
        DatabaseAwayException { IsOutcomeUnknown: true } => Unknown(context),
        DatabaseAwayException => Later(context, "The database is unavailable. Try again in a few seconds."),
        _ => null,
    };

    /// <summary>Nothing is wrong with the request, and nothing was done.</summary>
    public static RefusedException Busy(HttpContext context) =>
        new(Later(context, "The server is busy. Try again in a few seconds."));

    /// <summary>A service that the server asks does not answer, and nothing was done.</summary>
    public static RefusedException NoAnswerOf(HttpContext context, string service) =>
        new(Later(context, $"{service} does not answer. Try again in a few seconds."));

    /// <summary>
    /// Clients of Psono throw their session away at a 503, and take a 504 for what it is. Whether there is a session may not be known yet.
    /// </summary>
    private static Answer Later(HttpContext context, string text, string outcome = "none")
    {
        context.Response.Headers.RetryAfter = "5";
        context.Response.Headers[OutcomeHeader] = outcome;
        var isOfSession = context.Features.Get<Session>() is not null
            || context.GetEndpoint()?.Metadata.GetMetadata<NeedsSession>() is not null;
        return Detail(isOfSession ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status503ServiceUnavailable, text);
    }

    private static Answer Unknown(HttpContext context) => Later(
        context, "The database became unavailable during the change. Check whether it was saved before you try again.", "unknown");

    private static Answer List(string member, string code, int status) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"{{member}}":["{{code}}"]}"""));
}
