using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Protocol;

namespace Psono.Server.Http;

/// <summary>
/// What an endpoint answers: a status and compact JSON, already serialised. Refusals are made in <see cref="Errors.Refusal"/>.
/// </summary>
internal sealed class Answer(int status, ReadOnlyMemory<byte> body, string contentType = Answer.Json) : IResult
{
    // Without a charset, as the protocol has it.
    public const string Json = "application/json";

    /// <summary>200 <c>{}</c></summary>
    public static readonly Answer Nothing = new(StatusCodes.Status200OK, "{}"u8.ToArray());

    public static readonly Answer NotModified = new(StatusCodes.Status304NotModified, default);

    private static readonly JsonWriterOptions AsOnTheWire = new() { Encoder = PsonoJsonContext.Wire.Options.Encoder };

    public int Status => status;

    public static Answer Ok<T>(T value, JsonTypeInfo<T> type) => WithStatus(StatusCodes.Status200OK, value, type);

    public static Answer Created<T>(T value, JsonTypeInfo<T> type) => WithStatus(StatusCodes.Status201Created, value, type);

    public static Answer WithStatus<T>(int status, T value, JsonTypeInfo<T> type) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A JSON object whose members are written by hand.</summary>
    public static Answer Members(int status, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, AsOnTheWire))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new Answer(status, buffer.ToArray());
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified)
            response.ContentLength = body.Length;
        if (body.Length == 0)
            return;
        response.ContentType = contentType;
        await response.Body.WriteAsync(body);
    }

    /// <summary>For tests and debuggers.</summary>
    public override string ToString() => Encoding.UTF8.GetString(body.Span);
}
