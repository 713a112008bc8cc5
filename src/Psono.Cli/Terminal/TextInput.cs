using System.Text;
using Psono.Cli.Configuration;

namespace Psono.Cli.Terminal;

/// <summary>Text from a file or from standard input: UTF-8, and not more of it than a secret may have.</summary>
internal static class TextInput
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        return Read(input, "standard input");
    }

    /// <summary>One line of standard input, and nothing of the next; null at its end.</summary>
    public static string? ReadLine()
    {
        using var input = Console.OpenStandardInput();
        var line = new List<byte>();
        int next;
        while ((next = input.ReadByte()) >= 0 && next != '\n')
        {
            line.Add((byte)next);
            if (line.Count > MaxBytes)
                throw TooLong("standard input");
        }

        return next < 0 && line.Count == 0 ? null : Decode([.. line], "standard input").TrimEnd('\r');
    }

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

    private static string Decode(ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new PsonociException("input", $"{source} is not UTF-8 text");
        }
    }
    private static PsonociException TooLong(string source) => new("input", $"{source} has more than {MaxBytes:N0} bytes");
}
