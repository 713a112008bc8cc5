using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;

namespace Psono.Client.Accounts;

/// <summary>The login with an emergency code (protocol part 1, section 11). Nothing is believed that does not open.</summary>
internal sealed class EmergencyLogin(
    HttpTransport transport, ServerIdentity server, string username, TimeProvider time, string? deviceDescription)
{
    private readonly string _fingerprint = Guid.NewGuid().ToString();

    public async Task<EmergencyLoginResult> RunAsync(RecoveryCode code, CancellationToken cancellationToken)
    {
        var authkey = code.AuthKey(username);
        var ask = new EmergencyLoginRequest { Username = username, EmergencyAuthkey = authkey };
        var answer = (await SendAsync(HttpMethod.Post, ask, PsonoJsonContext.Wire.EmergencyLoginRequest, cancellationToken)
            .ConfigureAwait(false)).Read(PsonoJsonContext.Wire.EmergencyLoginResponse);
        if (answer is not
            {
                EmergencyData: { } data, EmergencyDataNonce: { } nonce, EmergencySauce: { } sauce, UserSauce: { } userSauce,
                VerifierPublicKey: { } verifier,
            })
            return new EmergencyLoginResult(Session: null, TimeSpan.FromSeconds(Math.Max(0, answer.RemainingWaitTime)));

        using var keys = CodeKeys.Open(code, sauce, new SealedText(data, nonce), userSauce);
        using var ephemeral = SecretKey.Generate();
        var box = CodeKeys.Prove(keys, verifier, Device(ephemeral), PsonoJsonContext.Wire.EmergencyDevice);
        var request = new EmergencySessionRequest
        {
            Username = username,
            EmergencyAuthkey = authkey,
            UpdateData = box.Text,
            UpdateDataNonce = box.Nonce,
        };
        var reply = (await SendAsync(HttpMethod.Put, request, PsonoJsonContext.Wire.EmergencySessionRequest, cancellationToken)
            .ConfigureAwait(false)).Read(PsonoJsonContext.Wire.EmergencySessionResponse);
        return new EmergencyLoginResult(Open(reply, ephemeral, keys, userSauce), TimeSpan.Zero);
    }

    private EmergencyDevice Device(SecretKey ephemeral) => new()
    {
        DeviceTime = DeviceClock.Now(time),
        DeviceFingerprint = _fingerprint,
        DeviceDescription = deviceDescription ?? Environment.MachineName,
        SessionPublicKey = PublicKey.Of(ephemeral).ToHex(),
    };

    private VaultSession Open(EmergencySessionResponse reply, SecretKey ephemeral, VaultKeys keys, string userSauce)
    {
        var opened = Box.Open(ephemeral, server.PublicKey, reply.LoginInfo, reply.LoginInfoNonce)
            ?? throw CodeKeys.NotAuthentic("the answer to the login does not open with the server's key");
        var result = new HttpAnswer(200, "application/json", false, opened).Read(PsonoJsonContext.Wire.EmergencySessionResult);
        if (!PublicKey.Of(keys.UserPrivateKey).ToHex().Equals(result.UserPublicKey, StringComparison.OrdinalIgnoreCase))
            throw CodeKeys.NotAuthentic("the account's private and public key do not belong together");
        return new VaultSession
        {
            ServerUrl = transport.Server.ToString().TrimEnd('/'),
            ServerVerifyKey = server.VerifyKey,
            Username = username,
            ValidTill = result.SessionValidTill,
            DeviceFingerprint = _fingerprint,
            Token = result.Token,
            SessionSecretKey = result.SessionSecretKey,
            UserSecretKey = keys.UserSecretKey.ToHex(),
            UserPrivateKey = keys.UserPrivateKey.ToHex(),
            UserSauce = userSauce,
            Email = result.UserEmail,
        };
    }

    private async Task<HttpAnswer> SendAsync<T>(
        HttpMethod method, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        var answer = await transport.SendAsync(method, "emergency-login/", body, repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw ServerErrors.Refusal(answer);
    }
}
