using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// What is derived from a password, on the client only: scrypt (RFC 7914) over the UTF-8 password with, as salt, the 128 ASCII hex digits
/// of a SHA-512. Protocol part 1, section 2.1.
/// </summary>
public static class PasswordHash
{
    /// <summary>The login secret that the server gets instead of the password: <c>2 * L</c> hex digits.</summary>
    /// <param name="username">Lower-cased before it is hashed; contains <c>@</c>.</param>
    /// <param name="password">Not normalised.</param>
    /// <param name="parameters">Weaker ones than the default are strengthened.</param>
    public static string AuthKey(string username, string password, HashingParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(username);
        return ScryptHex(password, username.ToLowerInvariant(), parameters);
    }

    /// <summary>The key that seals the user's private key and secret key: SHA-256 over the hex text of the scrypt hash.</summary>
    /// <param name="password">Not normalised.</param>
    /// <param name="sauce">64 hex digits, hashed as text; empty for an export.</param>
    /// <param name="parameters">Weaker ones than the default are strengthened.</param>
    public static SecretKey EncryptionKey(string password, string sauce, HashingParameters parameters)
    {
        var hex = Encoding.ASCII.GetBytes(ScryptHex(password, sauce, parameters));
        Span<byte> key = stackalloc byte[SecretKey.Size];
        SHA256.HashData(hex, key);
        CryptographicOperations.ZeroMemory(hex);
        var result = SecretKey.FromBytes(key);
        CryptographicOperations.ZeroMemory(key);
        return result;
    }

    private static string ScryptHex(string password, string saltText, HashingParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(parameters);
        var strong = parameters.Strengthen();
        var secret = Encoding.UTF8.GetBytes(password);
        var salt = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(saltText))));
        var hash = SCrypt.Generate(secret, salt, 1 << strong.U, strong.R, strong.P, strong.L);
        CryptographicOperations.ZeroMemory(secret);
        var hex = Convert.ToHexStringLower(hash);
        CryptographicOperations.ZeroMemory(hash);
        return hex;
    }
}
