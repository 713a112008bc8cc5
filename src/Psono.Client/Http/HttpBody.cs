namespace Psono.Client.Http;

internal static class HttpBody
{
    /// <summary>Reads a body up to a cap, so that a hostile or confused server cannot fill the memory.</summary>
    /// <param name="content">The body.</param>
    /// <param name="cap">The bytes that are read at most.</param>
    /// <param name="received">Is told how many bytes have come so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<byte[]> ReadAsync(HttpContent content, int cap, Action<int> received, CancellationToken cancellationToken)
    {
        // A browser tells the length on the wire, and hands out what it has decompressed.
        var length = content.Headers.ContentEncoding.Count == 0 ? content.Headers.ContentLength : null;
        if (length > cap)
            throw TooLarge(cap);
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[(int?)length ?? 4096];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                // One byte more than announced or allowed is enough to know.
                if (filled > cap)
                    throw TooLarge(cap);
                Array.Resize(ref buffer, (int)Math.Min(Math.Max(filled * 2L, 1), cap + 1L));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            filled += read;
            received(filled);
            if (filled == length)
                break;
        }

        if (filled > cap)
            throw TooLarge(cap);
        Array.Resize(ref buffer, filled);
        return buffer;
    }

    private static PsonoApiException TooLarge(int cap) =>
        new(PsonoFailure.AnswerTooLarge, $"the server's answer is larger than {cap:N0} bytes");
}
