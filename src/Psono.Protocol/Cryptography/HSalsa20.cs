using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// HSalsa20 with an all-zero input (Bernstein, "Extending the Salsa20 nonce", section 2): 20 Salsa20 rounds without the final addition,
/// of which the diagonal and the input words are the result. BouncyCastle has it, but only inside XSalsa20.
/// </summary>
internal static class HSalsa20
{
    /// <summary>Writes the 32-byte key derived from the 32-byte <paramref name="key"/>; both may be the same buffer.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> key, Span<byte> derived)
    {
        Span<uint> x = stackalloc uint[16];
        x.Clear();
        // "expand 32-byte k" on the diagonal.
        (x[0], x[5], x[10], x[15]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (var i = 0; i < 4; i++)
        {
            x[1 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
            x[11 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(16 + (4 * i))..]);
        }

        for (var i = 0; i < 10; i++)
        {
            QuarterRound(ref x[0], ref x[4], ref x[8], ref x[12]);
            QuarterRound(ref x[5], ref x[9], ref x[13], ref x[1]);
            QuarterRound(ref x[10], ref x[14], ref x[2], ref x[6]);
            QuarterRound(ref x[15], ref x[3], ref x[7], ref x[11]);
            QuarterRound(ref x[0], ref x[1], ref x[2], ref x[3]);
            QuarterRound(ref x[5], ref x[6], ref x[7], ref x[4]);
            QuarterRound(ref x[10], ref x[11], ref x[8], ref x[9]);
            QuarterRound(ref x[15], ref x[12], ref x[13], ref x[14]);
        }

        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(derived[(4 * i)..], x[5 * i]);
            BinaryPrimitives.WriteUInt32LittleEndian(derived[(16 + (4 * i))..], x[6 + i]);
        }

        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(x));
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        b ^= BitOperations.RotateLeft(a + d, 7);
        c ^= BitOperations.RotateLeft(b + a, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }
}
