using System.Runtime.InteropServices;

namespace Psono.Tests.Cryptography;

/// <summary>The reference implementation that ours is compared with. No project that ships uses it.</summary>
internal static partial class Libsodium
{
    private const string Library = "libsodium.so.23";

    static Libsodium()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            throw new InvalidOperationException($"{Library} is missing; install it with: apt-get install -y libsodium23");
        if (sodium_init() < 0)
            throw new InvalidOperationException($"{Library} does not start");
    }

    public static byte[] SecretBoxSeal(byte[] plaintext, byte[] nonce, byte[] key)
    {
        var ciphertext = new byte[plaintext.Length + 16];
        Check(crypto_secretbox_easy(ciphertext, plaintext, (ulong)plaintext.Length, nonce, key));
        return ciphertext;
    }

    public static byte[]? SecretBoxOpen(byte[] ciphertext, byte[] nonce, byte[] key)
    {
        var plaintext = new byte[ciphertext.Length - 16];
        return crypto_secretbox_open_easy(plaintext, ciphertext, (ulong)ciphertext.Length, nonce, key) == 0 ? plaintext : null;
    }

    public static byte[] BoxSeal(byte[] plaintext, byte[] nonce, byte[] publicKey, byte[] privateKey)
    {
        var ciphertext = new byte[plaintext.Length + 16];
        Check(crypto_box_easy(ciphertext, plaintext, (ulong)plaintext.Length, nonce, publicKey, privateKey));
        return ciphertext;
    }

    public static byte[]? BoxOpen(byte[] ciphertext, byte[] nonce, byte[] publicKey, byte[] privateKey)
    {
        var plaintext = new byte[ciphertext.Length - 16];
        return crypto_box_open_easy(plaintext, ciphertext, (ulong)ciphertext.Length, nonce, publicKey, privateKey) == 0 ? plaintext : null;
    }

    /// <summary>The secretbox key of a box whose X25519 agreement is already known.</summary>
    public static byte[] BoxKeyOfAgreement(byte[] agreement)
    {
        var key = new byte[32];
        Check(crypto_core_hsalsa20(key, new byte[16], agreement, IntPtr.Zero));
        return key;
    }

    public static byte[] PublicKey(byte[] privateKey)
    {
        var publicKey = new byte[32];
        Check(crypto_scalarmult_base(publicKey, privateKey));
        return publicKey;
    }

    /// <returns><see langword="null"/> when the public key is of low order.</returns>
    public static byte[]? Agree(byte[] privateKey, byte[] publicKey)
    {
        var agreement = new byte[32];
        return crypto_scalarmult(agreement, privateKey, publicKey) == 0 ? agreement : null;
    }

    public static byte[] Sign(byte[] message, byte[] seed)
    {
        var (_, secretKey) = SigningKeys(seed);
        var signature = new byte[64];
        Check(crypto_sign_detached(signature, out _, message, (ulong)message.Length, secretKey));
        return signature;
    }

    public static bool Verify(byte[] signature, byte[] message, byte[] verifyKey) =>
        crypto_sign_verify_detached(signature, message, (ulong)message.Length, verifyKey) == 0;

    public static (byte[] VerifyKey, byte[] SecretKey) SigningKeys(byte[] seed)
    {
        var (verifyKey, secretKey) = (new byte[32], new byte[64]);
        Check(crypto_sign_seed_keypair(verifyKey, secretKey, seed));
        return (verifyKey, secretKey);
    }

    public static byte[] Scrypt(byte[] password, byte[] salt, ulong n, uint r, uint p, int length)
    {
        var hash = new byte[length];
        Check(crypto_pwhash_scryptsalsa208sha256_ll(
            password, (nuint)password.Length, salt, (nuint)salt.Length, n, r, p, hash, (nuint)length));
        return hash;
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException("libsodium refused its arguments");
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    private static partial int crypto_secretbox_easy(
        Span<byte> c, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> n, ReadOnlySpan<byte> k);

    [LibraryImport(Library)]
    private static partial int crypto_secretbox_open_easy(
        Span<byte> m, ReadOnlySpan<byte> c, ulong clen, ReadOnlySpan<byte> n, ReadOnlySpan<byte> k);

    [LibraryImport(Library)]
    private static partial int crypto_box_easy(
        Span<byte> c, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> n, ReadOnlySpan<byte> pk, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_box_open_easy(
        Span<byte> m, ReadOnlySpan<byte> c, ulong clen, ReadOnlySpan<byte> n, ReadOnlySpan<byte> pk, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_core_hsalsa20(Span<byte> output, ReadOnlySpan<byte> input, ReadOnlySpan<byte> k, IntPtr constant);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_base(Span<byte> q, ReadOnlySpan<byte> n);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult(Span<byte> q, ReadOnlySpan<byte> n, ReadOnlySpan<byte> p);

    [LibraryImport(Library)]
    private static partial int crypto_sign_seed_keypair(Span<byte> pk, Span<byte> sk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_sign_detached(
        Span<byte> sig, out ulong siglen, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_sign_verify_detached(ReadOnlySpan<byte> sig, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> pk);

    [LibraryImport(Library)]
    private static partial int crypto_pwhash_scryptsalsa208sha256_ll(
        ReadOnlySpan<byte> passwd, nuint passwdlen, ReadOnlySpan<byte> salt, nuint saltlen, ulong n, uint r, uint p, Span<byte> buf,
        nuint buflen);
}
