using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Psono.Server.Http;

/// <summary>
/// Halves large sealed answers on their way: they are hexadecimal digits, four bits in a byte. What is compressed is ciphertext, so its
/// size gives nothing away but that of what is in it, as without.
/// </summary>
internal static class HexCompression
{
    /// <summary>How long the answer is, for whoever shows how much of it has come (protocol part 5, section 16).</summary>
    private const string Length = "Psono-Net-Length";

    /// <summary>Below, it fits into a few packets.</summary>
    private const int SmallestWorthIt = 16 * 1024;

    /// <summary>Random digits hold nothing to find but which digits there are: that is fast.</summary>
    private static readonly ZLibCompressionOptions DigitsOnly = new() { CompressionStrategy = ZLibCompressionStrategy.HuffmanOnly };

    /// <summary>The body to send, with its headers set: compressed, if that is worth it and the client takes it.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body, HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (body.Length < SmallestWorthIt || !IsAccepted(context.Request.Headers.AcceptEncoding))
            return body;
        headers.ContentEncoding = "gzip";
        headers[Length] = $"{body.Length}";
        var compressed = new MemoryStream(body.Length / 2);
        using (var gzip = new GZipStream(compressed, DigitsOnly, leaveOpen: true))
            gzip.Write(body.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static bool IsAccepted(StringValues accepted) =>
        StringWithQualityHeaderValue.TryParseList(accepted.OfType<string>().ToList(), out var encodings)
        && encodings.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is null or > 0);
}
