using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.DeviceCodes;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Sessions;

namespace Psono.Server.DeviceCodes;

/// <summary>Makes the session of an approved device: what the database keeps, and the box that only the device opens.</summary>
internal sealed class DeviceSession(DatabaseCipher cipher, ServerOptions options, TimeProvider clock)
{
    public (NewToken Stored, DeviceCodeTokenResponse Answer) Make(StoredDeviceCode code, Guid userId)
    {
        using var secretKey = SecretKey.Generate();
        using var sessionKey = SecretKey.Generate();
        var token = NewSession.RandomToken();
        var now = clock.Now();
        var stored = new NewToken(
            TokenHeader.KeyOf(token), userId, now, now.AddSeconds(options.MaxAppTokenSeconds), cipher.SealKey(secretKey),
            cipher.SealKey(sessionKey), UserValidator: null, code.DeviceFingerprint, code.DeviceDescription, DeviceTime(code, now));
        return (stored, Box(code, new DeviceCodeToken
        {
            Id = code.Id,
            State = "claimed",
            Token = token,
            SessionSecretKey = secretKey.ToHex(),
            TokenValidTill = stored.ValidTill.WithOffset(),
            EncryptedCredentials = code.Credentials?.Text,
            EncryptedCredentialsNonce = code.Credentials?.Nonce,
        }));
    }

    /// <summary>
    /// What the device's clock shows now: later requests are checked for their drift since the session began, not since the device asked.
    /// </summary>
    private static DateTimeOffset DeviceTime(StoredDeviceCode code, DateTimeOffset now)
    {
        var waited = now - code.CreateDate;
        var mostPossible = DateTimeOffset.MaxValue - code.DeviceDate;
        return code.DeviceDate + (waited < mostPossible ? waited : mostPossible);
    }

    private DeviceCodeTokenResponse Box(StoredDeviceCode code, DeviceCodeToken token)
    {
        using var privateKey = cipher.OpenKey(code.ServerPrivateKey)
            ?? throw new InvalidOperationException("a device code was sealed with another keys file");
        PublicKey.TryFromHex(code.UserPublicKey, out var device);
        var json = JsonSerializer.SerializeToUtf8Bytes(token, PsonoJsonContext.Wire.DeviceCodeToken);
        var box = Protocol.Cryptography.Box.Seal(privateKey, device!, json);
        CryptographicOperations.ZeroMemory(json);
        return new DeviceCodeTokenResponse { BoxedPayload = box.Text, Nonce = box.Nonce };
    }
}
