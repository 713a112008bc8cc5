using System.Text.Json;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;
using Psono.Protocol.Sessions;

namespace Psono.Client.Accounts;

/// <summary>
/// The login (protocol part 1, section 7): each step opens what the one before it gave, and nothing is believed that does not open.
/// </summary>
internal sealed class VaultLogin(HttpTransport transport, ServerIdentity server, VaultCredentials credentials, TimeProvider time)
{
    private readonly string _fingerprint = Guid.NewGuid().ToString();

    public async Task<VaultSession> RunAsync(CancellationToken cancellationToken)
    {
        using var ephemeral = SecretKey.Generate();
        var result = await LoginAsync(ephemeral, cancellationToken).ConfigureAwait(false);
        using var passwordKey = DerivePasswordKey(result.User);
        using var privateKey = OpenPrivateKey(passwordKey, result.User);
        if (!PublicKey.TryFromHex(result.SessionPublicKey, out var serverKey)
            || Box.OpenKey(ephemeral, serverKey!, result.SessionSecretKey, result.SessionSecretKeyNonce) is not { } sessionKey)
            throw NotAuthentic("the key of the session does not open");

        using var session = new SealedTransport(transport, result.Token, sessionKey, _fingerprint, time);
        await new TwoStepLogin(session, credentials, needsAll: server.Info.MultifactorEnabled)
            .RunAsync(result.RequiredMultifactors, cancellationToken).ConfigureAwait(false);
        var proof = SealValidator(sessionKey, privateKey, serverKey!, result);
        var user = await ActivateAsync(session, proof, cancellationToken).ConfigureAwait(false);
        using var secretKey = SecretBox.OpenKey(passwordKey, user.SecretKey, user.SecretKeyNonce)
            ?? throw NotAuthentic("the account's secret key does not open with the password");
        return new VaultSession
        {
            ServerUrl = transport.Server.ToString().TrimEnd('/'),
            ServerVerifyKey = server.VerifyKey,
            Username = result.User.Username,
            ValidTill = result.SessionValidTill,
            DeviceFingerprint = _fingerprint,
            Token = result.Token,
            SessionSecretKey = sessionKey.ToHex(),
            UserSecretKey = secretKey.ToHex(),
            UserPrivateKey = privateKey.ToHex(),
            UserSauce = result.User.UserSauce,
            Email = user.Email,
            RequiresPasswordChange = user.RequirePasswordChange,
        };
    }

    private async Task<LoginResult> LoginAsync(SecretKey ephemeral, CancellationToken cancellationToken)
    {
        var cost = await VaultPrelogin.AskAsync(transport, credentials.Username, cancellationToken).ConfigureAwait(false);
        var authkey = PasswordHash.AuthKey(credentials.Username, credentials.Password, cost);
        var reply = await transport.SendAsync(
            HttpMethod.Post, "authentication/login/", () => LoginBody(ephemeral, authkey), repeatable: false,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var answer = reply.IsSuccess ? reply.Read(PsonoJsonContext.Wire.LoginResponse) : throw ServerErrors.Refusal(reply);
        var opened = Box.Open(ephemeral, server.PublicKey, answer.LoginInfo, answer.LoginInfoNonce)
            ?? throw NotAuthentic("the answer to the login does not open with the server's key");
        return new HttpAnswer(200, "application/json", false, opened).Read(PsonoJsonContext.Wire.LoginResult);
    }

    /// <summary>The server compares the time in it with its own for as long as the session lives.</summary>
    private ReadOnlyMemory<byte>? LoginBody(SecretKey ephemeral, string authkey)
    {
        var login = new LoginCredentials
        {
            Username = credentials.Username,
            Authkey = authkey,
            DeviceTime = DeviceClock.Now(time),
            DeviceFingerprint = _fingerprint,
            DeviceDescription = credentials.DeviceDescription,
        };
        var box = Box.Seal(ephemeral, server.PublicKey, JsonSerializer.Serialize(login, PsonoJsonContext.Wire.LoginCredentials));
        var request = new LoginRequest
        {
            PublicKey = PublicKey.Of(ephemeral).ToHex(),
            LoginInfo = box.Text,
            LoginInfoNonce = box.Nonce,
            SessionDuration = (int)credentials.Duration.TotalSeconds,
        };
        return JsonSerializer.SerializeToUtf8Bytes(request, PsonoJsonContext.Wire.LoginRequest);
    }

    /// <summary>
    /// A sauce with '@' could be the user name: then the key of the account would follow from what the server gets at login.
    /// </summary>
    private SecretKey DerivePasswordKey(LoginUser user)
    {
        if (user.UserSauce.Contains('@', StringComparison.Ordinal))
            throw NotAuthentic("the server's salt for the account's key is not one that a client makes");
        var cost = VaultPrelogin.Check(user.HashingAlgorithm ?? "scrypt", user.HashingParameters ?? HashingParameters.Default);
        return PasswordHash.EncryptionKey(credentials.Password, user.UserSauce, cost);
    }

    private static SecretKey OpenPrivateKey(SecretKey passwordKey, LoginUser user)
    {
        var key = SecretBox.OpenKey(passwordKey, user.PrivateKey, user.PrivateKeyNonce)
            ?? throw NotAuthentic("the account's private key does not open with the password");
        return PublicKey.Of(key).ToHex().Equals(user.PublicKey, StringComparison.OrdinalIgnoreCase)
            ? key
            : throw NotAuthentic("the account's private and public key do not belong together");
    }

    /// <summary>Proves that the private key could be opened. Only text of the expected form is opened for the server.</summary>
    private static SealedText SealValidator(SecretKey sessionKey, SecretKey privateKey, PublicKey serverKey, LoginResult result)
    {
        var validator = Box.Open(privateKey, serverKey, result.UserValidator, result.UserValidatorNonce);
        if (validator is null || !Hex.TryDecode(validator, new byte[32]))
            throw NotAuthentic("the server's challenge does not open with the account's key");
        return SecretBox.Seal(sessionKey, validator);
    }

    private static async Task<ActivatedUser> ActivateAsync(SealedTransport session, SealedText proof, CancellationToken cancellationToken)
    {
        var request = new ActivateTokenRequest
        {
            Verification = proof.Text,
            VerificationNonce = proof.Nonce,
            Zoneinfo = TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : null,
        };
        try
        {
            var answer = await session.SendAsync(
                HttpMethod.Post,
                "authentication/activate-token/",
                request,
                PsonoJsonContext.Wire.ActivateTokenRequest,
                PsonoJsonContext.Wire.ActivateTokenResponse,
                cancellationToken).ConfigureAwait(false);
            return answer.User;
        }
        catch (PsonoApiException e) when (e.ServerCode?.EndsWith("_CHALLENGE_UNSOLVED", StringComparison.Ordinal) == true)
        {
            throw TwoStepLogin.Unsolved(e.ServerCode);
        }
    }

    private static PsonoApiException NotAuthentic(string message) => new(PsonoFailure.NotAuthentic, message);
}
