using System.Text;
using Psono.Cli.Redaction;

namespace Psono.Tests.Redaction;

/// <summary>The same by definition: mark every byte of every occurrence in the whole text; overlapping ones are one.</summary>
internal static class ReferenceRedactor
{
    public static byte[] Redact(byte[] text, IEnumerable<byte[]> patterns)
    {
        var occurrences = patterns.Distinct(new SameBytes()).SelectMany(pattern => Find(text, pattern)).OrderBy(found => found.Start).ToList();
        var output = new List<byte>();
        var end = 0;
        foreach (var (start, length) in occurrences)
        {
            if (start >= end)
            {
                output.AddRange(text[end..start]);
                output.AddRange(Redactor.Mark);
            }

            end = Math.Max(end, start + length);
        }

        output.AddRange(text[end..]);
        return [.. output];
    }

    /// <summary>What the redactor makes of the pieces.</summary>
    public static byte[] Stream(IEnumerable<byte[]> pieces, IEnumerable<byte[]> patterns, Action<Redactor, System.Buffers.ArrayBufferWriter<byte>>? between = null)
    {
        using var set = new RedactionPatterns(patterns.Select(pattern => (byte[])pattern.Clone()));
        using var redactor = new Redactor(set);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
        {
            redactor.Write(piece, output);
            between?.Invoke(redactor, output);
        }

        redactor.End(output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[][] Cut(byte[] text, IReadOnlyList<int> sizes)
    {
        var pieces = new List<byte[]>();
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var size = Math.Clamp(sizes.Count == 0 ? text.Length : sizes[i % sizes.Count], 1, text.Length - at);
            pieces.Add(text[at..(at + size)]);
            at += size;
        }

        return [.. pieces];
    }

    public static string Show(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static IEnumerable<(int Start, int Length)> Find(byte[] text, byte[] pattern)
    {
        for (var at = 0; at + pattern.Length <= text.Length; at++)
        {
            if (text.AsSpan(at, pattern.Length).SequenceEqual(pattern))
                yield return (at, pattern.Length);
        }
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
