using System.Security.Cryptography;
using System.Text;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Data;

/// <summary>
/// Encryption at rest of what the server must be able to read: e-mail addresses, session keys, callback passwords. Stored as
/// hex(nonce, tag, encrypted bytes) under SHA256(secret), as the reference server stores it (protocol part 1, section 3).
/// </summary>
internal sealed class DatabaseCipher(string secret)
{
    private const int NonceDigits = SecretBox.NonceSize * 2;

    private readonly SecretKey _key = SecretKey.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public string Seal(string text) => Join(SecretBox.Seal(_key, text));

    public string SealKey(SecretKey key) => Join(SecretBox.SealKey(_key, key));

    /// <summary>The text, or <see langword="null"/> when the value was sealed with another keys file or is damaged.</summary>
    public string? Open(string stored)
    {
        var bytes = OpenBytes(stored);
        return bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    public SecretKey? OpenKey(string stored) =>
        stored.Length < NonceDigits ? null : SecretBox.OpenKey(_key, stored[NonceDigits..], stored[..NonceDigits]);

    private byte[]? OpenBytes(string stored) =>
        stored.Length < NonceDigits ? null : SecretBox.Open(_key, stored[NonceDigits..], stored[..NonceDigits]);

    private static string Join(SealedText value) => value.Nonce + value.Text;
}
