namespace Psono.Client;

/// <summary>A request to a Psono server failed. The message is one line and never holds a secret value or a key.</summary>
public sealed class PsonoApiException : Exception
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="failure">Why the request failed.</param>
    /// <param name="message">One line for people.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public PsonoApiException(PsonoFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Gets why the request failed.</summary>
    public PsonoFailure Failure { get; }

    /// <summary>Gets the HTTP status of the answer, if there was one.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the server's own error code, such as <c>NO_PERMISSION_OR_NOT_EXIST</c>, if it sent one.</summary>
    public string? ServerCode { get; init; }

    /// <summary>Gets how long the server asks to wait before the next attempt, if it said so (header <c>Retry-After</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the id or title that was asked for and is of no secret, or of several, if that is the failure.</summary>
    public string? Secret { get; init; }

    /// <summary>Gets the number of redirects that would have to be followed, if it is not forbidden to follow this one.</summary>
    internal int? Redirects { get; init; }

    /// <summary>Gets a value indicating whether the server said that this API key may read nothing (any more).</summary>
    internal bool EndsAccess { get; init; }
}
