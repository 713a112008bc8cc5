using System.Text;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Client.Accounts;

// docs/decisions/0064
/// <summary>
/// The login with an API key (protocol part 2, section 17). The server proves who it is by its signature, and the account by its keys,
/// which nobody could have sealed who has not the API secret key.
/// </summary>
internal sealed class ApiKeyLogin(HttpTransport transport, ServerIdentity server, ApiKeyCredentials credentials, TimeProvider time)
{
    private readonly string _fingerprint = Guid.NewGuid().ToString();

    public async Task<VaultSession> RunAsync(CancellationToken cancellationToken)
    {
        using var ephemeral = SecretKey.Generate();
        var result = await LoginAsync(ephemeral, cancellationToken).ConfigureAwait(false);
        if (!Hex.IsHex(result.Token) || !SecretKey.TryFromHex(result.SessionSecretKey.AsSpan(), out var sessionKey))
            throw new PsonoApiException(PsonoFailure.InvalidContent, "the session holds a token or a key that is none");
        using var session = new SealedTransport(transport, result.Token, sessionKey!, _fingerprint, time);
        try
        {
            return Describe(result);
        }
        catch (PsonoApiException)
        {
            await EndAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ApiKeyLoginResult> LoginAsync(SecretKey ephemeral, CancellationToken cancellationToken)
    {
        var reply = await transport.SendAsync(
            HttpMethod.Post, "api-key/login/", () => Body(ephemeral), repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var answer = reply.IsSuccess ? reply.Read(PsonoJsonContext.Wire.ApiKeyLoginResponse) : throw ServerErrors.Refusal(reply);
        if (!Hex.TryDecode(server.VerifyKey, out var verifyKey)
            || !Hex.TryDecode(answer.LoginInfoSignature, out var signature)
            || !Ed25519.Verify(verifyKey, Encoding.ASCII.GetBytes(answer.LoginInfo), signature))
            throw NotAuthentic("the answer to the login is not signed with the server's key");
        if (!PublicKey.TryFromHex(answer.ServerSessionPublicKey, out var serverKey)
            || Box.Open(ephemeral, serverKey!, answer.LoginInfo, answer.LoginInfoNonce) is not { } opened)
            throw NotAuthentic("the answer to the login does not open");
        return new HttpAnswer(200, "application/json", false, opened).Read(PsonoJsonContext.Wire.ApiKeyLoginResult);
    }

    /// <summary>The server compares the time in it with its own for as long as the session lives.</summary>
    private ReadOnlyMemory<byte>? Body(SecretKey ephemeral)
    {
        var info = JsonSerializer.Serialize(
            new ApiKeyLoginInfo
            {
                ApiKeyId = credentials.ApiKeyId,
                SessionPublicKey = PublicKey.Of(ephemeral).ToHex(),
                SessionDuration = (long)credentials.Duration.TotalSeconds,
                DeviceDescription = credentials.DeviceDescription,
                DeviceFingerprint = _fingerprint,
                DeviceTime = DeviceClock.Now(time),
            },
            PsonoJsonContext.Wire.ApiKeyLoginInfo);
        var request = new ApiKeyLoginRequest { Info = info, Signature = Convert.ToHexStringLower(Sign(Encoding.UTF8.GetBytes(info))) };
        return JsonSerializer.SerializeToUtf8Bytes(request, PsonoJsonContext.Wire.ApiKeyLoginRequest);
    }

    private byte[] Sign(byte[] info)
    {
        if (credentials.ApiPrivateKey is { } given)
            return Ed25519.Sign(given, info);
        using var derived = KeyDerivation.Derive(credentials.ApiSecretKey, KeyPurpose.ApiKeyLogin);
        return Ed25519.Sign(derived, info);
    }

    private VaultSession Describe(ApiKeyLoginResult result)
    {
        if (result.ApiKeyRestrictToSecrets)
        {
            throw new PsonoApiException(
                PsonoFailure.RestrictedKey, $"the API key {credentials.ApiKeyId} is restricted to the secrets granted to it");
        }

        using var privateKey = Open(result.User.PrivateKey, result.User.PrivateKeyNonce);
        using var secretKey = Open(result.User.SecretKey, result.User.SecretKeyNonce);
        if (!PublicKey.Of(privateKey).ToHex().Equals(result.User.PublicKey, StringComparison.OrdinalIgnoreCase))
            throw NotAuthentic("the account's private and public key do not belong together");
        return new VaultSession
        {
            ServerUrl = transport.Server.ToString().TrimEnd('/'),
            ServerVerifyKey = server.VerifyKey,
            Username = result.User.Username,
            ValidTill = result.SessionValidTill,
            DeviceFingerprint = _fingerprint,
            Token = result.Token,
            SessionSecretKey = result.SessionSecretKey,
            UserSecretKey = secretKey.ToHex(),
            UserPrivateKey = privateKey.ToHex(),
        };
    }

    private SecretKey Open(string? text, string? nonce) =>
        SecretBox.OpenKey(credentials.ApiSecretKey, text, nonce)
        ?? throw NotAuthentic("the account's keys do not open with the API secret key");

    /// <summary>Nobody else has it.</summary>
    private static async Task EndAsync(SealedTransport session)
    {
        try
        {
            await session.SendAsync(
                HttpMethod.Post, "authentication/logout/", new Protocol.Sessions.LogoutRequest(), PsonoJsonContext.Wire.LogoutRequest,
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (PsonoApiException)
        {
            // It ends on its own within minutes.
        }
    }

    private static PsonoApiException NotAuthentic(string message) => new(PsonoFailure.NotAuthentic, message);
}
