using System.Buffers;
using System.Security.Cryptography;

namespace Psono.Cli.Redaction;

// docs/decisions/0015
/// <summary>
/// Replaces every occurrence of a pattern in a stream by a mark, whatever pieces the stream comes in. Occurrences that overlap get one
/// mark. Held back are only bytes that are the beginning of a pattern; everything before them is passed on at once.
/// </summary>
internal sealed class Redactor(RedactionPatterns patterns) : IDisposable
{
    public static ReadOnlySpan<byte> Mark => "[redacted]"u8;

    private byte[] _held = FormList.Pinned(4096);
    private int _length;

    // Of the held bytes: how many a mark that was written stands for, and how many are written, as themselves or by a mark.
    private int _marked;
    private int _written;

    /// <summary>Passes a piece on.</summary>
    public void Write(ReadOnlySpan<byte> piece, ArrayBufferWriter<byte> output)
    {
        if (_length == 0)
        {
            Scan(piece, output, isLast: false);
            return;
        }

        Reserve(_length + piece.Length);
        piece.CopyTo(_held.AsSpan(_length));
        Scan(_held.AsSpan(0, _length + piece.Length), output, isLast: false);
    }

    /// <summary>Passes on what is held: nothing follows.</summary>
    public void End(ArrayBufferWriter<byte> output) => Scan(_held.AsSpan(0, _length), output, isLast: true);

    /// <summary>
    /// Passes on what is held if it is less than the shortest value that is masked: for terminals, where people wait for the echo of the
    /// key they pressed. Should it turn out to begin a secret, the rest of that is masked all the same.
    /// </summary>
    public void Show(ArrayBufferWriter<byte> output)
    {
        if (!CanShow)
            return;
        output.Write(_held.AsSpan(_written, _length - _written));
        _written = _length;
    }

    public bool CanShow => _length is > 0 and < SecretForms.MinLength && _written < _length;

    public void Dispose() => CryptographicOperations.ZeroMemory(_held);

    private void Scan(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output, bool isLast)
    {
        var (marked, written) = (_marked, _written);
        for (var at = patterns.Next(text, 0); at < text.Length; at = patterns.Next(text, at + 1))
        {
            var length = patterns.Match(text[at..], out var mayGrow);
            if (length > 0)
            {
                if (at >= marked)
                {
                    Pass(text, ref written, at, output);
                    output.Write(Mark);
                }

                marked = Math.Max(marked, at + length);
                written = Math.Max(written, marked);
            }

            if (mayGrow && !isLast)
            {
                Pass(text, ref written, at, output);
                Hold(text[at..], Math.Max(marked - at, 0), Math.Max(written - at, 0));
                return;
            }
        }

        Pass(text, ref written, text.Length, output);
        Hold([], 0, 0);
    }

    private static void Pass(ReadOnlySpan<byte> text, ref int written, int to, ArrayBufferWriter<byte> output)
    {
        if (to <= written)
            return;
        output.Write(text[written..to]);
        written = to;
    }

    private void Hold(ReadOnlySpan<byte> text, int marked, int written)
    {
        Reserve(text.Length);
        text.CopyTo(_held);
        (_length, _marked, _written) = (text.Length, marked, written);
    }

    private void Reserve(int size)
    {
        if (size <= _held.Length)
            return;
        var larger = FormList.Pinned(Math.Max(size, 2 * _held.Length));
        _held.AsSpan(0, _length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(_held);
        _held = larger;
    }
}
