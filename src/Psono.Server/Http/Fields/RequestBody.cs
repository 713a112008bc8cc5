using System.Text.Json;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http.Bodies;

namespace Psono.Server.Http.Fields;

/// <summary>
/// Reads a request's JSON, opened if it was sealed, never deeper than any client's.
/// </summary>
internal static class RequestBody
{
    private const int MaximumDepth = 32;

    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = MaximumDepth };

    /// <summary>The value that was sent; <c>{}</c> for an empty body.</summary>
    /// <exception cref="RefusedException">The body is too large or too slow, of another type, not JSON, or cannot be opened.</exception>
    public static async ValueTask<JsonElement> ReadAsync(HttpContext context)
    {
        var reading = BodyReader.ReadAsync(context);
        var isSlow = !reading.IsCompleted;
        var bytes = await reading;
        if (isSlow && context.Features.Get<Session>() is { } session && !await session.LivesAsync())
            throw new RefusedException(Refusal.Detail(StatusCodes.Status401Unauthorized, Authenticator.Unknown));
        if (bytes.IsEmpty)
            return Parse("{}"u8.ToArray());

        CheckContentType(context.Request.ContentType);
        return Sealing.Open(context, Parse(bytes));
    }

    private static void CheckContentType(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        if (type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return;

        throw new RefusedException(Refusal.Detail(
            StatusCodes.Status415UnsupportedMediaType, $"Unsupported media type \"{type}\" in request."));
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var value = JsonText.ParseInPlace(bytes);
            if (!JsonText.HasReadableNames(value, bytes.Span))
                throw new RefusedException(Refusal.Detail(StatusCodes.Status400BadRequest, "JSON parse error - a member name is no text"));
            return value;
        }
        catch (JsonException e)
        {
            throw new RefusedException(Refusal.Detail(
                StatusCodes.Status400BadRequest, $"JSON parse error - line {e.LineNumber + 1} column {e.BytePositionInLine + 1}"));
        }
    }
}
