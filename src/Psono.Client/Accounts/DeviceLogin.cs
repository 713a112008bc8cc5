using System.Security.Cryptography;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.DeviceCodes;
using Psono.Protocol.Encodings;

namespace Psono.Client.Accounts;

/// <summary>
/// A login without a password: the device shows a URL, and the owner of an account approves it elsewhere (protocol part 1, section 15).
/// The server issues the session; the account's keys come from the approver, sealed with a key that the server does not have.
/// </summary>
public sealed class DeviceLogin : IDisposable
{
    private const string Pending = "DEVICE_CODE_NOT_CLAIMED";

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly HttpTransport _transport;
    private readonly ServerIdentity _server;
    private readonly TimeProvider _time;
    private readonly string _fingerprint = Guid.NewGuid().ToString();
    private readonly SecretKey _ephemeral = SecretKey.Generate();
    private readonly SecretKey _urlKey = SecretKey.Generate();
    private PublicKey? _serverKey;
    private Guid _id;

    private DeviceLogin(HttpTransport transport, ServerIdentity server, TimeProvider time)
    {
        _transport = transport;
        _server = server;
        _time = time;
    }

    /// <summary>Gets the URL to show. Whoever has it can approve the device, for five minutes.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Gets how long the URL can be used, from the moment on at which the server made it.</summary>
    public TimeSpan Lifetime { get; private set; } = Usual;

    /// <summary>Asks the server for a device code.</summary>
    /// <param name="transport">The connection to the server. It is not disposed of with this instance.</param>
    /// <param name="server">The server, which the caller trusts.</param>
    /// <param name="deviceDescription">What the list of sessions shows: 3 to 256 characters.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The login, to be disposed of by the caller.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the answer is not what a server gives.</exception>
    public static async Task<DeviceLogin> StartAsync(
        HttpTransport transport, ServerIdentity server, string deviceDescription, TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(deviceDescription);
        ArgumentNullException.ThrowIfNull(time);
        var login = new DeviceLogin(transport, server, time);
        try
        {
            await login.CreateAsync(deviceDescription, cancellationToken).ConfigureAwait(false);
            return login;
        }
        catch
        {
            login.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Asks until the device is approved. A server or network that fails meanwhile is asked again: an approval must not be lost to that.
    /// </summary>
    /// <param name="timeout">How long to ask.</param>
    /// <param name="interval">The pause between two questions.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>
    /// A session that is active, to be ended by the caller. Whose it is the server does not tell: its
    /// <see cref="VaultSession.Username"/> is empty.
    /// </returns>
    /// <exception cref="PsonoApiException">Nobody approved in time, or what came back does not open.</exception>
    public async Task<VaultSession> WaitAsync(TimeSpan timeout, TimeSpan interval, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        var started = _time.GetTimestamp();
        while (true)
        {
            PsonoApiException? trouble = null;
            try
            {
                if (await PollAsync(cancellationToken).ConfigureAwait(false) is { } session)
                    return session;
            }
            catch (PsonoApiException e) when (
                e.Failure is PsonoFailure.Unreachable or PsonoFailure.Timeout or PsonoFailure.ServerError or PsonoFailure.RateLimited)
            {
                trouble = e;
            }

            var left = timeout - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                throw trouble ?? new PsonoApiException(
                    PsonoFailure.NotApproved, $"the device was not approved within {timeout.TotalSeconds:0.###} seconds");
            await Task.Delay(left < interval ? left : interval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ephemeral.Dispose();
        _urlKey.Dispose();
    }

    private async Task CreateAsync(string deviceDescription, CancellationToken cancellationToken)
    {
        var answer = await _transport.SendAsync(
            HttpMethod.Post, "device-code/", () => CreateBody(deviceDescription), repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);

        var code = answer.Read(PsonoJsonContext.Wire.CreateDeviceCodeResponse);
        if (!PublicKey.TryFromHex(code.ServerPublicKey, out _serverKey))
            throw new PsonoApiException(PsonoFailure.UnexpectedAnswer, "the server's key of the device code is none");
        _id = code.Id;

        // By the server's clock, on both sides.
        if (answer.Date is { } now && Timestamp.TryParse(code.ValidTill, out var end) && end - now is var lifetime
            && lifetime > TimeSpan.Zero && lifetime <= Longest)
            Lifetime = lifetime;
        Url = DeviceCodeUrl.Format(code.WebClientUrl, code.Id, _urlKey);
    }

    private ReadOnlyMemory<byte>? CreateBody(string deviceDescription) => JsonSerializer.SerializeToUtf8Bytes(
        new CreateDeviceCodeRequest
        {
            DeviceFingerprint = _fingerprint,
            DeviceDescription = deviceDescription,
            DeviceDate = DeviceClock.Now(_time),
            UserPublicKey = PublicKey.Of(_ephemeral).ToHex(),
        },
        PsonoJsonContext.Wire.CreateDeviceCodeRequest);

    private async Task<VaultSession?> PollAsync(CancellationToken cancellationToken)
    {
        // Not repeated by itself: an answer that is lost on its way has used the code up.
        var answer = await _transport.SendAsync(
            HttpMethod.Post, $"device-code/{_id}/token/", "{}"u8.ToArray(), repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status == 202 || (answer.Status == 400 && ServerErrors.CodeOf(answer.Body) == Pending))
            return null;
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);

        var token = OpenToken(answer.Read(PsonoJsonContext.Wire.DeviceCodeTokenResponse));
        try
        {
            return Describe(token, OpenCredentials(token));
        }
        catch (PsonoApiException)
        {
            await EndAsync(token).ConfigureAwait(false);
            throw;
        }
    }

    private DeviceCodeToken OpenToken(DeviceCodeTokenResponse answer)
    {
        var json = Box.Open(_ephemeral, _serverKey!, answer.BoxedPayload, answer.Nonce)
            ?? throw NotAuthentic("the session does not open with the server's key of this device code");
        try
        {
            var token = new HttpAnswer(200, "application/json", false, json).Read(PsonoJsonContext.Wire.DeviceCodeToken);
            if (token.Id != _id)
                throw NotAuthentic("the session belongs to another device code");
            return Hex.IsHex(token.Token) && SecretKey.TryFromHex(token.SessionSecretKey.AsSpan(), out var key)
                ? Discard(key!, token)
                : throw new PsonoApiException(PsonoFailure.InvalidContent, "the session holds a token or a key that is none");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private DeviceCodeCredentials OpenCredentials(DeviceCodeToken token)
    {
        var json = SecretBox.Open(_urlKey, token.EncryptedCredentials, token.EncryptedCredentialsNonce)
            ?? throw NotAuthentic(
                "the account's keys do not open with the key in the URL: they were not sealed by someone who had the URL");
        try
        {
            return JsonSerializer.Deserialize(json, PsonoJsonContext.Wire.DeviceCodeCredentials) ?? throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private VaultSession Describe(DeviceCodeToken token, DeviceCodeCredentials credentials)
    {
        var session = new VaultSession
        {
            ServerUrl = _transport.Server.ToString().TrimEnd('/'),
            ServerVerifyKey = _server.VerifyKey,
            Username = "",
            ValidTill = token.TokenValidTill,
            DeviceFingerprint = _fingerprint,
            Token = token.Token,
            SessionSecretKey = token.SessionSecretKey,
            UserSecretKey = credentials.UserSecretKey,
            UserPrivateKey = credentials.UserPrivateKey,
            UserSauce = credentials.UserSauce,
        };
        using var keys = VaultKeys.Of(session);
        return session;
    }

    /// <summary>The token is alive whether or not the keys are of any use.</summary>
    private async Task EndAsync(DeviceCodeToken token)
    {
        try
        {
            using var session = new SealedTransport(_transport, token.Token, VaultKeys.Parse(token.SessionSecretKey), _fingerprint, _time);
            await session.SendAsync(HttpMethod.Post, "authentication/logout/", new(), PsonoJsonContext.Wire.LogoutRequest)
                .ConfigureAwait(false);
        }
        catch (PsonoApiException)
        {
            // What is thrown already matters more.
        }
    }

    private static DeviceCodeToken Discard(SecretKey key, DeviceCodeToken token)
    {
        key.Dispose();
        return token;
    }

    private static PsonoApiException Unreadable() =>
        new(PsonoFailure.InvalidContent, "what the approver handed over is not the keys of an account");

    private static PsonoApiException NotAuthentic(string message) => new(PsonoFailure.NotAuthentic, message);
}
