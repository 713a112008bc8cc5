using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;

namespace Psono.Client.Http;

/// <summary>
/// Sends JSON to one Psono server over one connection: with a deadline, bounded retries, a cap on answers, and no surprise redirects.
/// </summary>
public sealed class HttpTransport : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly HttpOptions _options;
    private readonly HttpTrust? _trust;
    // As slow as that, a line is good for nothing.
    private const int LeastBytesPerSecond = 4096;

    private readonly AsyncLocal<long?> _operation = new();
    private readonly AsyncLocal<bool> _hasFallback = new();
    private IDisposable? _waiting;
    private bool _isUsed;

    /// <summary>Initializes a new instance with its own connection.</summary>
    /// <param name="serverUrl">The server's URL, such as <c>https://example.com/server</c>.</param>
    /// <param name="options">The settings of the connection.</param>
    /// <exception cref="PsonoApiException">A certificate file cannot be read.</exception>
    [UnsupportedOSPlatform("browser")]
    public HttpTransport(Uri serverUrl, HttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(serverUrl);
        ArgumentNullException.ThrowIfNull(options);
        Server = WithTrailingSlash(serverUrl);
        _options = options;
        _trust = Server.Scheme == Uri.UriSchemeHttps ? HttpTrust.Create(options) : null;
        _http = new HttpMessageInvoker(HttpConnection.Create(_trust, options.Time));
    }

    /// <summary>Initializes a new instance that sends through a given handler, for browsers and in-process servers.</summary>
    /// <param name="serverUrl">The server's URL, such as <c>https://example.com/server</c>.</param>
    /// <param name="options">The settings of the connection. Those of TLS have no effect.</param>
    /// <param name="http">What sends the requests. It is disposed of with this instance.</param>
    public HttpTransport(Uri serverUrl, HttpOptions options, HttpMessageInvoker http)
    {
        ArgumentNullException.ThrowIfNull(serverUrl);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        Server = WithTrailingSlash(serverUrl);
        _options = options;
        _http = http;
    }

    /// <summary>Finds the proxy through which a server is reached.</summary>
    /// <param name="server">The server's URL.</param>
    /// <returns>The proxy's address; <see langword="null"/> if the environment asks for none.</returns>
    public static Uri? ProxyOf(Uri server) => HttpProxy.FromEnvironment(Environment.GetEnvironmentVariable)?.GetProxy(server);

    /// <summary>Gets the server's URL, with a trailing slash.</summary>
    public Uri Server { get; }

    /// <summary>The clock of timeouts and pauses.</summary>
    internal TimeProvider Time => _options.Time;

    /// <summary>
    /// Does something that takes several requests, all of which together may take what one may alone. What it calls belongs to it.
    /// </summary>
    internal async Task<T> TogetherAsync<T>(Func<Task<T>> work)
    {
        _operation.Value ??= Time.GetTimestamp();
        return await work().ConfigureAwait(false);
    }

    /// <summary>Does something for which there is a substitute: a server that says that it is away is not waited for.</summary>
    internal async Task<T> WithFallbackAsync<T>(Func<Task<T>> work)
    {
        _hasFallback.Value = true;
        return await work().ConfigureAwait(false);
    }

    /// <summary>Sends one request and reads the whole answer, whatever its status.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the server's URL, such as <c>info/</c>.</param>
    /// <param name="json">The body, or nothing.</param>
    /// <param name="repeatable">
    /// Whether the request may be sent again although the server may have done it. If not, only failures to connect are retried, and
    /// refusals that say that nothing was done.
    /// </param>
    /// <param name="prepare">Sets headers; called anew for every attempt.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="PsonoApiException">There was no complete answer.</exception>
    internal Task<HttpAnswer> SendAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte>? json,
        bool repeatable,
        Action<HttpRequestHeaders>? prepare = null,
        CancellationToken cancellationToken = default) =>
        SendAsync(method, path, () => json, repeatable, prepare, cancellationToken);

    /// <summary>The same with a body that is made anew for every attempt, because it tells the time.</summary>
    internal async Task<HttpAnswer> SendAsync(
        HttpMethod method,
        string path,
        Func<ReadOnlyMemory<byte>?> body,
        bool repeatable,
        Action<HttpRequestHeaders>? prepare = null,
        CancellationToken cancellationToken = default)
    {
        if (!_isUsed)
        {
            _isUsed = true;
            _waiting = _options.Waiting?.Invoke();
        }

        var left = _operation.Value is { } started ? _options.Timeout - Time.GetElapsedTime(started) : _options.Timeout;
        if (left <= TimeSpan.Zero)
            throw HttpErrors.TimedOut(Server, _options.Timeout);
        using var deadline = new CancellationTokenSource(left, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var attempts = new HttpAttempts(_options, left, repeatable, _hasFallback.Value);
        var asked = Server;
        while (true)
        {
            try
            {
                var answer = await FollowAsync(method, path, body(), prepare, url => asked = url, deadline, either.Token)
                    .ConfigureAwait(false);
                if (attempts.PauseAfter(answer) is not { } pause)
                    return answer;
                await Task.Delay(pause, _options.Time, either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                var failure = HttpErrors.Describe(e, asked, _trust?.Refusal);
                if (attempts.PauseAfter(e, failure) is not { } pause)
                    throw failure;
                await Task.Delay(pause, _options.Time, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw attempts.LastFailure ?? HttpErrors.TimedOut(asked, _options.Timeout, e);
            }
            finally
            {
                _options.Progress?.Invoke(default);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting?.Dispose();
        _http.Dispose();
        _trust?.Dispose();
    }

    private async Task<HttpAnswer> FollowAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, Action<HttpRequestHeaders>? prepare, Action<Uri> asking,
        CancellationTokenSource deadline, CancellationToken cancellationToken)
    {
        var url = new Uri(Server, path);
        var size = json?.Length ?? 0;
        if (_options.IsPatient)
            deadline.CancelAfter(_options.Timeout + TimeSpan.FromSeconds(size / LeastBytesPerSecond));
        for (var redirects = 0; ; redirects++)
        {
            asking(url);
            using var request = new HttpRequestMessage(method, url) { Version = HttpVersion.Version20 };
            if (json is { } body)
            {
                request.Content = new ReadOnlyMemoryContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            prepare?.Invoke(request.Headers);
            _options.Progress?.Invoke(new HttpProgress(size, Received: 0, Length: null));
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (HttpRedirect.IsRedirect(response))
            {
                url = HttpRedirect.Target(response, url, redirects, _options.MaxRedirects);
                continue;
            }

            var length = Length(response);
            var content = await HttpBody.ReadAsync(
                response.Content, _options.MaxAnswerBytes, bytes => Received(size, bytes, length, deadline), cancellationToken)
                .ConfigureAwait(false);
            return new HttpAnswer(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Version.Major >= 2, content)
            {
                ETag = response.Headers.ETag?.ToString(),
                Date = response.Headers.Date,
                HasSignature = response.Headers.TryGetValues("Link", out var links)
                    && links.Any(link => link.EndsWith("; rel=\"signature\"", StringComparison.Ordinal)),
                Outcome = response.Headers.TryGetValues("Psono-Net-Outcome", out var outcome) ? string.Join(", ", outcome) : null,
                RetryAfter = response.Headers.RetryAfter is { } after ? Wait(after) : null,
            };
        }
    }

    private void Received(int sent, int bytes, long? length, CancellationTokenSource deadline)
    {
        if (_options.IsPatient)
            deadline.CancelAfter(_options.Timeout);
        _options.Progress?.Invoke(new HttpProgress(sent, bytes, length));
    }

    /// <summary>The bytes of an answer, also if it is compressed on its way.</summary>
    private static long? Length(HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding.Count == 0 ? response.Content.Headers.ContentLength
        : response.Headers.TryGetValues("Psono-Net-Length", out var length) && int.TryParse(length.First(), out var bytes) ? bytes
        : null;

    /// <summary>A time that is over is none to wait for.</summary>
    private TimeSpan Wait(RetryConditionHeaderValue after)
    {
        var wait = after.Delta ?? (after.Date - _options.Time.GetUtcNow()) ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static Uri WithTrailingSlash(Uri url) => new(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
}
