using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;
using Psono.Protocol.Sessions;

namespace Psono.Client.Vault;

/// <summary>
/// The requests of a session (protocol part 1, section 5): bodies are sealed with the session's key in both directions, and each request
/// proves by a sealed header that it is made now, by this device.
/// </summary>
internal sealed class SealedTransport : IDisposable
{
    /// <summary>Servers allow for 20 seconds, and tell whole seconds.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(15);

    private readonly HttpTransport _transport;
    private readonly string _token;
    private readonly SecretKey _sessionKey;
    private readonly string _deviceFingerprint;
    private readonly TimeProvider _time;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="transport">The connection to the server. It is not disposed of with this instance.</param>
    /// <param name="token">The token of the session.</param>
    /// <param name="sessionKey">The secret key of the session. It is disposed of with this instance.</param>
    /// <param name="deviceFingerprint">The fingerprint given at login.</param>
    /// <param name="time">The clock by which the login was made.</param>
    public SealedTransport(HttpTransport transport, string token, SecretKey sessionKey, string deviceFingerprint, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(sessionKey);
        ArgumentNullException.ThrowIfNull(deviceFingerprint);
        ArgumentNullException.ThrowIfNull(time);
        _transport = transport;
        _token = token;
        _sessionKey = sessionKey;
        _deviceFingerprint = deviceFingerprint;
        _time = time;
    }

    /// <summary>The clock of pauses. That of the login tells the server the time.</summary>
    internal TimeProvider PauseClock => _transport.Time;

    /// <summary>Reads something. Repeated if the connection fails.</summary>
    /// <typeparam name="TAnswer">The type of the answer.</typeparam>
    /// <param name="path">The path below the server's URL.</param>
    /// <param name="answerType">How to read the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The opened answer.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<TAnswer> GetAsync<TAnswer>(
        string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken = default)
        where TAnswer : class
    {
        var answer = await _transport.SendAsync(HttpMethod.Get, path, json: null, repeatable: true, SetHeaders, cancellationToken)
            .ConfigureAwait(false);
        return Read(Open(answer), answerType);
    }

    /// <summary>Changes something. Repeated only if the server says that it did nothing.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <typeparam name="TAnswer">The type of the answer.</typeparam>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the server's URL.</param>
    /// <param name="request">What to seal and send.</param>
    /// <param name="requestType">How to write it.</param>
    /// <param name="answerType">How to read the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The opened answer.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<TAnswer> SendAsync<TRequest, TAnswer>(
        HttpMethod method,
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancellationToken = default)
        where TAnswer : class =>
        Read(await SendAsync(method, path, request, requestType, cancellationToken).ConfigureAwait(false), answerType);

    /// <summary>Changes something, where only the success of it matters. Repeated only if the server says that it did nothing.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the server's URL.</param>
    /// <param name="request">What to seal and send.</param>
    /// <param name="requestType">How to write it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The opened answer.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<HttpAnswer> SendAsync<TRequest>(
        HttpMethod method, string path, TRequest request, JsonTypeInfo<TRequest> requestType, CancellationToken cancellationToken = default)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var body = JsonSerializer.SerializeToUtf8Bytes(SecretBox.Seal(_sessionKey, plain), PsonoJsonContext.Default.SealedText);
        CryptographicOperations.ZeroMemory(plain);
        return Open(await _transport.SendAsync(method, path, body, repeatable: false, SetHeaders, cancellationToken).ConfigureAwait(false));
    }

    internal Task DeleteLinkAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var request = new DeleteSecretLinkRequest { LinkId = linkId, LogAuditTitle = "" };
        return SendAsync(HttpMethod.Delete, "secret/link/", request, PsonoJsonContext.Wire.DeleteSecretLinkRequest, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _sessionKey.Dispose();

    private void SetHeaders(HttpRequestHeaders headers)
    {
        var validator = new RequestValidator
        {
            RequestTime = DeviceClock.Now(_time),
            RequestDeviceFingerprint = _deviceFingerprint,
        };
        var sealedValidator = SecretBox.Seal(
            _sessionKey, JsonSerializer.SerializeToUtf8Bytes(validator, PsonoJsonContext.Default.RequestValidator));
        headers.Authorization = new AuthenticationHeaderValue("Token", _token);
        headers.TryAddWithoutValidation(
            "Authorization-Validator", JsonSerializer.Serialize(sealedValidator, PsonoJsonContext.Default.SealedText));
    }

    /// <summary>Whoever answers without the session's key is not the server, or is a proxy before it: its words are not believed.</summary>
    private HttpAnswer Open(HttpAnswer answer)
    {
        if (answer.Status == 401)
            throw new PsonoApiException(PsonoFailure.SessionEnded, "the session has ended" + ClockOff(answer)) { Status = 401 };
        if (answer.Body.Length == 0 || answer.Status is 423 or >= 500)
            return answer.IsSuccess ? answer : throw ServerErrors.Refusal(answer);

        var opened = answer with { Body = OpenBody(answer) ?? throw NotSealed(answer) };
        return opened.IsSuccess ? opened : throw ServerErrors.Refusal(opened);
    }

    /// <summary>
    /// A server ends sessions of clients whose clock is not what it was at login. To log in again is of no use before that is mended.
    /// </summary>
    private string ClockOff(HttpAnswer answer)
    {
        if (answer.ClockAhead(_time) is not { } ahead || ahead.Duration() < ClockTolerance)
            return "";
        var how = ahead < TimeSpan.Zero ? "behind" : "ahead of";
        return string.Create(
            CultureInfo.InvariantCulture,
            $": this machine's clock is {ahead.Duration().TotalSeconds:0} s {how} the server's; set it first");
    }

    private byte[]? OpenBody(HttpAnswer answer)
    {
        try
        {
            var body = JsonSerializer.Deserialize(answer.Body, PsonoJsonContext.Default.SealedText);
            return SecretBox.Open(_sessionKey, body.Text, body.Nonce);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PsonoApiException NotSealed(HttpAnswer answer) => answer.IsSuccess
        ? new(PsonoFailure.NotAuthentic, "the answer is not sealed with the session's key: it does not come from the server")
        {
            Status = answer.Status,
        }
        : ServerErrors.Refusal(answer with { Body = [] });

    private static TAnswer Read<TAnswer>(HttpAnswer answer, JsonTypeInfo<TAnswer> type)
        where TAnswer : class
    {
        try
        {
            return answer.Read(type);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer.Body);
        }
    }
}
