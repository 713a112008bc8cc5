using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Psono.Server.Authentication;

// docs/decisions/0004
/// <summary>
/// Hashes of authkeys for the database: PBKDF2-HMAC-SHA512 with a salt of its own for each. Whoever asks about an account that does not
/// exist waits as long as for one that does. See <see cref="HashQueue"/> for when.
/// </summary>
internal sealed class AuthkeyHasher(
    int iterations = AuthkeyHasher.DefaultIterations, AuthkeyHasher.Derivation? derivation = null)
{
    public const int DefaultIterations = 210_000;
    private const string Scheme = "pbkdf2_sha512";
    private const int SaltSize = 16;
    private const int HashSize = 64;

    private readonly Derivation _derivation = derivation ?? Pbkdf2;

    /// <summary>What costs time. Tests count its rounds, which a clock would only guess at.</summary>
    public delegate byte[] Derivation(string authkey, byte[] salt, int rounds);

    public static byte[] Pbkdf2(string authkey, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(authkey), salt, rounds, HashAlgorithmName.SHA512, HashSize);

    /// <summary>Text for the database.</summary>
    public string Hash(string authkey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var hash = _derivation(authkey, salt, iterations);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToHexStringLower(salt)}${Convert.ToHexStringLower(hash)}");
    }

    /// <summary>
    /// Compares with the stored text; <see langword="null"/> (there is no such account) takes the same time and is always wrong.
    /// </summary>
    public bool Verify(string authkey, string? stored)
    {
        var (rounds, salt, expected) = Parse(stored);
        var actual = _derivation(authkey, salt, rounds);
        return CryptographicOperations.FixedTimeEquals(actual, expected) & stored is not null;
    }

    private (int Rounds, byte[] Salt, byte[] Hash) Parse(string? stored)
    {
        if (stored is null)
            return (iterations, new byte[SaltSize], new byte[HashSize]);
        var parts = stored.Split('$');
        return parts.Length == 4 && parts[0] == Scheme
            ? (int.Parse(parts[1], CultureInfo.InvariantCulture), Convert.FromHexString(parts[2]), Convert.FromHexString(parts[3]))
            : throw new InvalidOperationException("the database holds an authkey hash of an unknown scheme");
    }
}
