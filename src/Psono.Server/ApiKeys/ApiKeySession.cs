using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Sessions;

namespace Psono.Server.ApiKeys;

/// <summary>Makes the session of an API key: what the database keeps, and the signed box that only the client opens.</summary>
internal sealed class ApiKeySession(ServerKeys keys, DatabaseCipher cipher)
{
    /// <summary>Null: nothing can be boxed for that public key.</summary>
    public (NewToken Stored, ApiKeyLoginResponse Answer)? Make(
        LoginKey key, string publicKey, Device device, DateTimeOffset start, TimeSpan lifetime)
    {
        if (!PublicKey.TryFromHex(publicKey, out var client))
            return null;
        using var secretKey = SecretKey.Generate();
        using var sessionKey = SecretKey.Generate();
        var token = NewSession.RandomToken();
        var stored = new NewToken(
            TokenHeader.KeyOf(token), key.UserId, start, start + lifetime, cipher.SealKey(secretKey), cipher.SealKey(sessionKey),
            UserValidator: null, device.Fingerprint, device.Description, device.Time);
        var answer = Seal(client!, new ApiKeyLoginResult
        {
            Token = token,
            SessionValidTill = stored.ValidTill.WithOffset(),
            SessionSecretKey = secretKey.ToHex(),
            ApiKeyRestrictToSecrets = key.RestrictToSecrets,
            ApiKeyAllowInsecureAccess = key.AllowInsecureAccess,
            ApiKeyRead = key.Read,
            ApiKeyWrite = key.Write,
            User = OwnerOf(key),
        });
        return answer is null ? null : (stored, answer);
    }

    private static ApiKeyOwner OwnerOf(LoginKey key)
    {
        var owner = new ApiKeyOwner { Username = key.OwnerName, PublicKey = key.OwnerPublicKey };
        return key.RestrictToSecrets
            ? owner
            : owner with
            {
                PrivateKey = key.UserPrivateKey,
                PrivateKeyNonce = key.UserPrivateKeyNonce,
                SecretKey = key.UserSecretKey,
                SecretKeyNonce = key.UserSecretKeyNonce,
            };
    }

    private ApiKeyLoginResponse? Seal(PublicKey client, ApiKeyLoginResult result)
    {
        using var ephemeral = SecretKey.Generate();
        var json = JsonSerializer.SerializeToUtf8Bytes(result, PsonoJsonContext.Wire.ApiKeyLoginResult);
        try
        {
            var box = Box.Seal(ephemeral, client, json);
            return new ApiKeyLoginResponse
            {
                LoginInfo = box.Text,
                LoginInfoNonce = box.Nonce,
                LoginInfoSignature = Convert.ToHexStringLower(Ed25519.Sign(keys.PrivateKey, Encoding.ASCII.GetBytes(box.Text))),
                ServerSessionPublicKey = PublicKey.Of(ephemeral).ToHex(),
            };
        }
        catch (CryptographicException)
        {
            // Of low order.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
