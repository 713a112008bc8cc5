using System.Text;
using Psono.Cli.Redaction;

namespace Psono.Tests.Redaction;

/// <summary>The same by definition: mark every byte of every occurrence in the whole text; overlapping ones are one.</summary>
internal static class ReferenceRedactor
{
    public static byte[] Redact(byte[] text, IEnumerable<byte[]> patterns)
    {
        var output = new List<byte>();
        var end = 0;
        foreach (var (start, length) in Occurrences(text, patterns))
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

    /// <summary>Where the patterns are, the first one first.</summary>
    public static List<(int Start, int Length)> Occurrences(byte[] text, IEnumerable<byte[]> patterns) =>
        [.. patterns.Distinct(new SameBytes()).SelectMany(pattern => Find(text, pattern)).OrderBy(found => found.Start)];

    /// <summary>
    /// Which bytes are shown as they are when a terminal shows after each piece what is held back. A byte is passed on when what may still
    /// grow starts behind it, or is short; then it is shown, unless it belongs to an occurrence that has ended.
    /// </summary>
    public static bool[] ShownEarly(byte[] text, IEnumerable<byte[]> pieces, byte[][] patterns)
    {
        var shown = new bool[text.Length];
        var occurrences = Occurrences(text, patterns);
        var (passed, end) = (0, 0);
        foreach (var piece in pieces)
        {
            end += piece.Length;
            var held = Enumerable.Range(0, end).FirstOrDefault(at => MayGrow(text.AsSpan(at, end - at), patterns), end);
            PassTo(end - held < SecretForms.MinLength ? end : held);
        }

        PassTo(end);
        return shown;

        static int End((int Start, int Length) found) => found.Start + found.Length;

        void PassTo(int to)
        {
            for (; passed < to; passed++)
                shown[passed] = !occurrences.Exists(found => found.Start <= passed && passed < End(found) && End(found) <= end);
        }
    }

    /// <summary>What the redactor makes of the pieces.</summary>
    public static byte[] Stream(
        IEnumerable<byte[]> pieces, IEnumerable<byte[]> patterns, Action<Redactor, System.Buffers.ArrayBufferWriter<byte>>? between = null)
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

    private static bool MayGrow(ReadOnlySpan<byte> text, byte[][] patterns)
    {
        foreach (var pattern in patterns)
        {
            if (text.Length < pattern.Length && pattern.AsSpan().StartsWith(text))
                return true;
        }

        return false;
    }

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
