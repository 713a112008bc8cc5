using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.EmergencyCodes;

/// <summary>Makes the session of an emergency code: what the database keeps, and the box that only the client opens.</summary>
internal sealed class EmergencySession(ServerParts parts)
{
    /// <summary>Owners see in whatever client's list of sessions which one is not theirs.</summary>
    private const string DescriptionPrefix = "Emergency login: ";

    private const int MaxDescription = 256;

    /// <summary>Null: nothing can be boxed to the client's key.</summary>
    public (NewToken Stored, EmergencySessionResponse Answer)? Make(
        StoredUser user, Guid codeId, string clientKey, Device device, DateTimeOffset start)
    {
        if (!PublicKey.TryFromHex(clientKey, out var client))
            return null;
        using var secretKey = SecretKey.Generate();
        using var sessionKey = SecretKey.Generate();
        var token = NewSession.RandomToken();
        var description = DescriptionPrefix + device.Description;
        var stored = new NewToken(
            TokenHeader.KeyOf(token), user.Id, start, start.AddSeconds(parts.Options.DefaultTokenSeconds), parts.Cipher.SealKey(secretKey),
            parts.Cipher.SealKey(sessionKey), UserValidator: null, device.Fingerprint,
            description[..Math.Min(description.Length, MaxDescription)], device.Time)
        {
            EmergencyCodeId = codeId,
        };
        return Seal(client!, new EmergencySessionResult
        {
            Token = token,
            SessionValidTill = stored.ValidTill.WithOffset(),
            SessionSecretKey = secretKey.ToHex(),
            UserPublicKey = user.PublicKey,
            UserEmail = parts.Cipher.Open(user.Email) ?? "",
            UserId = user.Id,
        }) is { } answer ? (stored, answer) : null;
    }

    private EmergencySessionResponse? Seal(PublicKey client, EmergencySessionResult result)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(result, PsonoJsonContext.Wire.EmergencySessionResult);
        try
        {
            var box = Box.Seal(parts.State.Keys.PrivateKey, client, json);
            return new EmergencySessionResponse { LoginInfo = box.Text, LoginInfoNonce = box.Nonce };
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
