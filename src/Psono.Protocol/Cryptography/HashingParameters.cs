using System.Text.Json.Serialization;

namespace Psono.Protocol.Cryptography;

/// <summary>Cost of the scrypt hash of a password (RFC 7914): N = 2^U, block size R, parallelism P, output of L bytes.</summary>
public sealed record HashingParameters
{
    /// <summary>What every client uses unless told of more.</summary>
    public static HashingParameters Default { get; } = new();

    /// <summary>Binary logarithm of the cost; at least 14.</summary>
    [JsonPropertyName("u")]
    public int U { get; init; } = 14;

    /// <summary>Block size; at least 8.</summary>
    [JsonPropertyName("r")]
    public int R { get; init; } = 8;

    /// <summary>Parallelism; at least 1.</summary>
    [JsonPropertyName("p")]
    public int P { get; init; } = 1;

    /// <summary>Length of the hash in bytes; at least 64.</summary>
    [JsonPropertyName("l")]
    public int L { get; init; } = 64;

    /// <summary>Tells whether no parameter is weaker than the default, as a server demands.</summary>
    [JsonIgnore]
    public bool MeetsMinimum => U >= 14 && R >= 8 && P >= 1 && L >= 64;

    /// <summary>
    /// The larger of each parameter and its default (a server must not be able to weaken a client), within what one derivation may cost:
    /// 1 GiB of memory, 64 lanes, the work of 256 derivations with the defaults, 256 bytes of output.
    /// </summary>
    /// <exception cref="ArgumentException">A parameter is out of these bounds.</exception>
    public HashingParameters Strengthen()
    {
        var strong = new HashingParameters { U = Math.Max(U, 14), R = Math.Max(R, 8), P = Math.Max(P, 1), L = Math.Max(L, 64) };
        var memory = strong.U > 30 ? long.MaxValue : (128L * strong.R) << strong.U;
        return strong.R <= 1024 && memory <= 1L << 30 && strong.P <= 64 && memory * strong.P <= 1L << 32 && strong.L <= 256
            ? strong
            : throw new ArgumentException("the hashing parameters demand more than a derivation may cost");
    }
}
