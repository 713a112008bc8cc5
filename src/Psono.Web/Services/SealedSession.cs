using System.Security.Cryptography;
using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;

namespace Psono.Web.Services;

// docs/decisions/0042
/// <summary>A session that only the password opens: what is left in memory while the vault is locked.</summary>
internal sealed class SealedSession
{
    private readonly string _sauce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly SealedText _sealed;

    public SealedSession(VaultSession session, string password)
    {
        using var key = PasswordHash.EncryptionKey(password, _sauce, HashingParameters.Default);
        var utf8 = session.ToUtf8();
        _sealed = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
    }

    /// <summary>The session; null if the password is wrong.</summary>
    public VaultSession? Open(string password)
    {
        using var key = PasswordHash.EncryptionKey(password, _sauce, HashingParameters.Default);
        if (SecretBox.Open(key, _sealed.Text, _sealed.Nonce) is not { } utf8)
            return null;
        var session = VaultSession.Parse(utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return session;
    }
}
