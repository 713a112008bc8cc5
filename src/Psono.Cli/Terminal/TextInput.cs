using Psono.Shared;

namespace Psono.Cli.Terminal;

/// <summary>Text from a file or from standard input: <see cref="Utf8Text"/>, and not more of it than a secret may have.</summary>
internal static class TextInput
{
    private const int MaxBytes = 1024 * 1024;

    public static string ReadStandardInput()
    {
        using var input = StandardStreams.Input();
        return Read(input, "standard input");
    }

    /// <summary>One line of standard input, and nothing of the next; null at its end.</summary>
    public static string? ReadLine()
    {
        using var input = StandardStreams.Input();
        var line = new List<byte>();
        int next;
        while ((next = input.ReadByte()) >= 0 && next != '\n')
        {
            line.Add((byte)next);
            if (line.Count > MaxBytes)
                throw TooLong("standard input");
        }

        return next < 0 && line.Count == 0 ? null : Utf8Text.WithoutLineEnd(Decode([.. line, (byte)'\n'], "standard input"));
    }

    /// <summary>One secret in a file; <c>-</c> is standard input.</summary>
    public static string ReadSecret(string path) => Utf8Text.WithoutLineEnd(ReadFile(path));

    /// <summary>The content of a file; <c>-</c> is standard input.</summary>
    public static string ReadFile(string path)
    {
        if (path == "-")
            return ReadStandardInput();
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException("input", $"{path} {ReadFailure.Of(path, e)}");
        }
    }

    private static string Read(Stream stream, string source)
    {
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MaxBytes ? throw TooLong(source) : Decode(bytes.AsSpan(0, length), source);
    }

    /// <summary>Text, wherever it comes from; <paramref name="source"/> is what it is called in messages.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string source)
    {
        try
        {
            return Utf8Text.Decode(bytes);
        }
        catch (FormatException e)
        {
            throw new PsonociException("input", $"{source} {e.Message}");
        }
    }

    private static PsonociException TooLong(string source) => new("input", $"{source} has more than {MaxBytes:N0} bytes");
}
