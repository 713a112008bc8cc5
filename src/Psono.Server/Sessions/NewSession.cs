using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Sessions;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.SecondFactors;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>
/// Makes the keys of a session: what the database keeps, and the box for the client. The client proves that it holds the user's private key
/// by opening the validator, which activation asks for.
/// </summary>
internal sealed class NewSession(ServerKeys keys, DatabaseCipher cipher)
{
    private const int TokenSize = 64;

    public static string RandomToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenSize));

    /// <param name="user">Whose it is.</param>
    /// <param name="client">The key of the client for this login.</param>
    /// <param name="device">What the client says about itself.</param>
    /// <param name="start">
    /// When the login came in, not when its turn was: the client told its own time with it, and the two are compared from now on.
    /// </param>
    /// <param name="lifetime">How long it may live.</param>
    /// <param name="factors">What the client has to solve.</param>
    public (NewToken Stored, LoginResponse Answer) Make(
        StoredUser user, PublicKey client, Device device, DateTimeOffset start, TimeSpan lifetime, FactorKinds factors)
    {
        using var ephemeral = SecretKey.Generate();
        using var secretKey = SecretKey.Generate();
        using var sessionKey = SecretKey.Generate();
        using var validator = SecretKey.Generate();
        var token = RandomToken();

        var stored = new NewToken(
            TokenHeader.KeyOf(token), user.Id, start, start + lifetime, cipher.SealKey(secretKey), cipher.SealKey(sessionKey),
            cipher.SealKey(validator), device.Fingerprint, device.Description, device.Time);

        PublicKey.TryFromHex(user.PublicKey, out var userKey);
        var secretKeyBox = Box.SealKey(ephemeral, client, secretKey);
        var validatorBox = Box.SealKey(ephemeral, userKey!, validator);
        var result = new LoginResult
        {
            Token = token,
            SessionKey = sessionKey.ToHex(),
            SessionValidTill = stored.ValidTill.WithOffset(),
            RequiredMultifactors = FactorNames.Multifactors(factors),
            SessionPublicKey = PublicKey.Of(ephemeral).ToHex(),
            SessionSecretKey = secretKeyBox.Text,
            SessionSecretKeyNonce = secretKeyBox.Nonce,
            UserValidator = validatorBox.Text,
            UserValidatorNonce = validatorBox.Nonce,
            User = Describe(user),
        };
        return (stored, Seal(client, result));
    }

    private static LoginUser Describe(StoredUser user) => new()
    {
        Username = user.Username,
        Language = user.Language,
        PublicKey = user.PublicKey,
        PrivateKey = user.Credentials.PrivateKey,
        PrivateKeyNonce = user.Credentials.PrivateKeyNonce,
        UserSauce = user.UserSauce,
        Authentication = "AUTHKEY",
        HashingAlgorithm = user.Credentials.HashingAlgorithm,
        HashingParameters = HashingParametersField.Load(user.Credentials.HashingParameters),
        RequirePasswordChange = user.RequirePasswordChange,
    };

    private LoginResponse Seal(PublicKey client, LoginResult result)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(result, PsonoJsonContext.Wire.LoginResult);
        var box = Box.Seal(keys.PrivateKey, client, json);
        CryptographicOperations.ZeroMemory(json);
        return new LoginResponse { LoginInfo = box.Text, LoginInfoNonce = box.Nonce };
    }
}
