using Org.BouncyCastle.Math.EC.Rfc7748;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.Cryptography;

/// <summary>An X25519 public key (RFC 7748): 32 bytes, 64 lower-case hex digits on the wire.</summary>
public sealed class PublicKey
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    private PublicKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The raw key.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The public key that belongs to <paramref name="privateKey"/>.</summary>
    public static PublicKey Of(SecretKey privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        var bytes = new byte[Size];
        X25519.ScalarMultBase(privateKey.Bytes, bytes);
        return new PublicKey(bytes);
    }

    /// <summary>Parses 64 hex digits.</summary>
    public static bool TryFromHex(string? hex, out PublicKey? key)
    {
        key = Hex.TryDecode(hex, out var bytes) && bytes.Length == Size ? new PublicKey(bytes) : null;
        return key is not null;
    }

    /// <summary>The key as 64 lower-case hex digits.</summary>
    public string ToHex() => Convert.ToHexStringLower(_bytes);

    /// <inheritdoc/>
    public override string ToString() => ToHex();
}
