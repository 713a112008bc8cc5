using System.Security.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// 32 secret bytes: a secretbox key, an X25519 private key, or an Ed25519 seed. On the wire and when sealed: 64 lower-case hex digits.
/// The buffer is pinned, so that no copy stays behind, and zeroed by <see cref="Dispose"/>.
/// </summary>
public sealed class SecretKey : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);
    private bool _disposed;

    private SecretKey()
    {
    }

    /// <summary>The raw key. The span shows zeros after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of: nothing must ever be sealed with zeros.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Makes a random key.</summary>
    public static SecretKey Generate()
    {
        var key = new SecretKey();
        RandomNumberGenerator.Fill(key._bytes);
        return key;
    }

    /// <summary>Copies <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">The length is not <see cref="Size"/>.</exception>
    public static SecretKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"a secret key has {Size} bytes", nameof(bytes));

        var key = new SecretKey();
        bytes.CopyTo(key._bytes);
        return key;
    }

    /// <summary>Parses 64 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else. The message does not repeat it.</exception>
    public static SecretKey FromHex(string hex) =>
        TryFromHex(hex.AsSpan(), out var key) ? key! : throw new FormatException($"a secret key has {Size * 2} hexadecimal digits");

    /// <summary>Parses 64 hex digits.</summary>
    public static bool TryFromHex(ReadOnlySpan<char> hex, out SecretKey? key)
    {
        var parsed = new SecretKey();
        key = Hex.TryDecode(hex, parsed._bytes) ? parsed : null;
        return key is not null;
    }

    /// <summary>Parses 64 ASCII hex digits.</summary>
    public static bool TryFromHex(ReadOnlySpan<byte> utf8Hex, out SecretKey? key)
    {
        var parsed = new SecretKey();
        key = Hex.TryDecode(utf8Hex, parsed._bytes) ? parsed : null;
        return key is not null;
    }

    /// <summary>
    /// The key as 64 lower-case hex digits. The string cannot be zeroed: use it only where a value has to be shown or sent.
    /// </summary>
    public string ToHex() => Convert.ToHexStringLower(Bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(SecretKey);
}
