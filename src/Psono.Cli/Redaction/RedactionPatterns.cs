using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Psono.Cli.Redaction;

/// <summary>
/// Finds where one of many byte sequences begins. Every few bytes, three are looked up in a bitmap of what occurs near the start of a
/// pattern; only where they do, and the first four of a pattern follow, the sorted patterns are searched. Memory is that of the patterns.
/// </summary>
internal sealed class RedactionPatterns : IDisposable
{
    private const int Block = 3;
    private const int MaxStride = 8;
    private const int BlockBits = 17;
    private const int StartBits = 16;

    private readonly byte[][] _patterns;

    // The longest other pattern that this one begins with.
    private readonly int[] _prefixes;
    private readonly ulong[] _blocks = new ulong[1 << (BlockBits - 6)];
    private readonly ulong[] _starts = new ulong[1 << (StartBits - 6)];
    private readonly bool[] _firstBytes = new bool[256];
    private readonly int _stride;

    /// <summary>Takes the arrays over: they are zeroed with this instance, duplicates at once.</summary>
    public RedactionPatterns(IEnumerable<byte[]> patterns)
    {
        _patterns = Distinct([.. patterns]);
        _prefixes = new int[_patterns.Length];
        var shortest = _patterns.Select(pattern => pattern.Length).DefaultIfEmpty(SecretForms.MinLength).Min();
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, SecretForms.MinLength);
        _stride = Math.Min(shortest - Block + 1, MaxStride);
        var beginnings = new Stack<int>();
        for (var i = 0; i < _patterns.Length; i++)
        {
            Index(_patterns[i]);
            while (beginnings.Count > 0 && !_patterns[i].AsSpan().StartsWith(_patterns[beginnings.Peek()]))
                beginnings.Pop();
            _prefixes[i] = beginnings.Count > 0 ? beginnings.Peek() : -1;
            beginnings.Push(i);
        }
    }

    public int Count => _patterns.Length;

    /// <summary>
    /// The first place from <paramref name="from"/> on where a pattern may begin, whole or cut off by the end; else the end.
    /// </summary>
    public int Next(ReadOnlySpan<byte> text, int from)
    {
        ref var start = ref MemoryMarshal.GetReference(text);

        // A look-up at p answers for the places p - stride + 1 … p, and reads four bytes.
        var last = text.Length - sizeof(uint);
        var p = from + _stride - 1;
        while (p <= last)
        {
            while (p + (3 * _stride) <= last
                && !(HasBlock(ref start, p) | HasBlock(ref start, p + _stride) | HasBlock(ref start, p + (2 * _stride)) | HasBlock(
                    ref start, p + (3 * _stride))))
                p += 4 * _stride;
            if (p > last)
                break;
            if (HasBlock(ref start, p))
            {
                for (var at = p - _stride + 1; at <= p; at++)
                {
                    if (IsSet(_starts, Load(ref start, at), StartBits))
                        return at;
                }
            }

            p += _stride;
        }

        for (var at = Math.Max(p - _stride + 1, from); at < text.Length; at++)
        {
            if (_firstBytes[text[at]])
                return at;
        }

        return text.Length;
    }

    /// <summary>The length of the longest pattern that the text begins with, 0 if there is none.</summary>
    /// <param name="text">From a place that <see cref="Next"/> found.</param>
    /// <param name="mayGrow">Whether all of the text is the beginning of a longer pattern.</param>
    public int Match(ReadOnlySpan<byte> text, out bool mayGrow)
    {
        var (low, high) = (0, _patterns.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (text.SequenceCompareTo(_patterns[middle]) >= 0)
                low = middle + 1;
            else
                high = middle;
        }

        // What begins with the text follows it in the order; what the text begins with is before it, or a beginning of what is.
        mayGrow = low < _patterns.Length && _patterns[low].AsSpan().StartsWith(text);
        for (var i = low - 1; i >= 0; i = _prefixes[i])
        {
            if (text.StartsWith(_patterns[i]))
                return _patterns[i].Length;
        }

        return 0;
    }

    public void Dispose()
    {
        foreach (var pattern in _patterns)
            CryptographicOperations.ZeroMemory(pattern);
        Array.Clear(_blocks);
        Array.Clear(_starts);
    }

    private static byte[][] Distinct(byte[][] patterns)
    {
        Array.Sort(patterns, (left, right) => left.AsSpan().SequenceCompareTo(right));
        var distinct = new List<byte[]>(patterns.Length);
        foreach (var pattern in patterns)
        {
            if (distinct.Count == 0 || !distinct[^1].AsSpan().SequenceEqual(pattern))
                distinct.Add(pattern);
            else if (!ReferenceEquals(distinct[^1], pattern))
                CryptographicOperations.ZeroMemory(pattern);
        }

        return [.. distinct];
    }

    private void Index(byte[] pattern)
    {
        ref var start = ref pattern[0];
        _firstBytes[start] = true;
        Set(_starts, Load(ref start, 0), StartBits);
        for (var offset = 0; offset < _stride; offset++)
            Set(_blocks, pattern[offset] | ((uint)pattern[offset + 1] << 8) | ((uint)pattern[offset + 2] << 16), BlockBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasBlock(ref byte start, int at) => IsSet(_blocks, Load(ref start, at) & 0xFFFFFF, BlockBits);

    /// <summary>Four bytes; the low three are the first ones, on every machine that there is .NET for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load(ref byte start, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSet(ulong[] bits, uint value, int size)
    {
        var hash = Hash(value, size);
        return ((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bits), hash >> 6) >> (int)hash) & 1) != 0;
    }

    private static void Set(ulong[] bits, uint value, int size)
    {
        var hash = Hash(value, size);
        bits[hash >> 6] |= 1UL << (int)hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Hash(uint value, int size) => (value * 0x9E3779B1u) >> (32 - size);
}
