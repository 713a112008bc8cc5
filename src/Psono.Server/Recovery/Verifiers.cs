using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http.Fields;
using Psono.Server.Users;

namespace Psono.Server.Recovery;

/// <summary>
/// Key pairs to which a client seals with the private key of the account: so it shows that it has opened what the code opens. Each is used
/// once.
/// </summary>
internal sealed class Verifiers(ServerParts parts)
{
    public int Seconds { get; } = parts.Options.RecoveryVerifierSeconds;

    public (StoredVerifier Stored, string PublicKey) Make()
    {
        using var privateKey = SecretKey.Generate();
        return (new StoredVerifier(parts.Cipher.SealKey(privateKey), parts.Clock.Now()), PublicKey.Of(privateKey).ToHex());
    }

    public bool IsValid(StoredVerifier verifier) => parts.Clock.GetUtcNow() < verifier.Date.AddSeconds(Seconds);

    /// <summary>The members of what the client sealed; null: somebody else sealed it, or it is no JSON.</summary>
    public RequestFields? Open(StoredVerifier verifier, StoredUser user, string text, string nonce)
    {
        using var privateKey = parts.Cipher.OpenKey(verifier.PrivateKey);
        if (privateKey is null || !PublicKey.TryFromHex(user.PublicKey, out var userKey)
            || Box.Open(privateKey, userKey!, text, nonce) is not { } json)
            return null;
        try
        {
            return JsonText.Parse(json) is { ValueKind: JsonValueKind.Object } members ? RequestFields.From(members) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
