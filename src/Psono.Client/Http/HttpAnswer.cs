using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Psono.Client.Http;

/// <summary>An answer of the server, read completely.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">
/// The media type, if there is one. Stock servers send some JSON as text/html, so it only serves error messages.
/// </param>
/// <param name="Multiplexed">Whether the connection carries several requests at once (HTTP/2).</param>
/// <param name="Body">The body.</param>
internal sealed record HttpAnswer(int Status, string? ContentType, bool Multiplexed, byte[] Body)
{
    /// <summary>Gets the entity tag of the answer, if it has one.</summary>
    public string? ETag { get; init; }

    /// <summary>Gets the time of the server, if it told.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>How far a clock is ahead of the server's, if the server told the time.</summary>
    public TimeSpan? ClockAhead(TimeProvider clock) => clock.GetUtcNow() - Date;

    /// <summary>Gets how long the server asks to wait, if it does.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets a value indicating whether the answer links to a signature of what is in it.</summary>
    public bool HasSignature { get; init; }

    /// <summary>Gets what became of the request that was refused, if a server of ours told. Protocol part 5, section 13.</summary>
    public string? Outcome { get; init; }

    /// <summary>Gets a value indicating whether the server lost track of what became of the request.</summary>
    public bool IsOutcomeUnknown => Outcome is not null && !SaysThatNothingWasDone;

    /// <summary>
    /// Gets a value indicating whether the server refused before it did anything, so that even a change may be sent again. A proxy that
    /// gave up waiting does not say so.
    /// </summary>
    public bool SaysThatNothingWasDone => Status is 503 or 504 && Outcome == "none";

    /// <summary>Gets a value indicating whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads the body as JSON.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="type">How to read it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="PsonoApiException">The body is not JSON of that shape.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        try
        {
            var answer = JsonSerializer.Deserialize(Body, type) ?? throw Unexpected("null", null);
            return JsonNulls.AreInLists(Body) ? throw Unexpected("a list with null in it", null) : answer;
        }
        catch (JsonException e)
        {
            throw Unexpected(e);
        }
    }

    /// <summary>That the body is not what it should be.</summary>
    public PsonoApiException Unexpected(Exception cause) =>
        Unexpected(ContentType is null or "application/json" ? "something else" : ContentType, cause);

    private PsonoApiException Unexpected(string got, Exception? cause) =>
        new(PsonoFailure.UnexpectedAnswer, $"the server's answer is not the JSON of a Psono server, but {got}", cause) { Status = Status };
}
