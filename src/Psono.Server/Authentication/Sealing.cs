using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Authentication;

/// <summary>
/// What a session sends and gets is sealed with its key, refusals included. Whoever stands behind reads plain bodies and answers plain
/// bodies, and knows nothing of it. Without a session nothing is sealed. Protocol part 1, section 5.
/// </summary>
internal static class Sealing
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Features.Get<Session>() is { } session ? SealAnswerAsync(context, session.SecretKey, next) : next(context);

    /// <summary>The value that was sealed in the body of a request; the body itself without a session.</summary>
    /// <exception cref="RefusedException">It was not sealed with the session's key.</exception>
    public static JsonElement Open(HttpContext context, JsonElement body) =>
        context.Features.Get<Session>() is { } session ? Open(session.SecretKey, body) : body;

    private static async Task SealAnswerAsync(HttpContext context, SecretKey key, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var plain = new MemoryStream();
        context.Response.Body = plain;
        try
        {
            await next(context);
        }
        catch (Exception e) when (Refusal.Of(context, e) is { } answer)
        {
            await answer.ExecuteAsync(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        if (plain.Length == 0)
            return;
        var sealedText = SecretBox.Seal(key, plain.GetBuffer().AsSpan(0, (int)plain.Length));
        CryptographicOperations.ZeroMemory(plain.GetBuffer());
        var body = JsonSerializer.SerializeToUtf8Bytes(sealedText, PsonoJsonContext.Wire.SealedText);
        await new Answer(context.Response.StatusCode, HexCompression.Of(body, context)).ExecuteAsync(context);
    }

    private static JsonElement Open(SecretKey key, JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object
            && Text(body, "text") is { } text
            && Text(body, "nonce") is { } nonce
            && SecretBox.Open(key, text, nonce) is { } plaintext
            && JsonText.Parse(plaintext) is { } value)
            return value;
        throw new RefusedException(Refusal.InvalidRequest);
    }

    private static string? Text(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Get(value) : null;
}
