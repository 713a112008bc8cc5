namespace Psono.Tests.Shared.Fuzzing;

/// <summary>A parser of foreign bytes, and what it may do with them: read them, or refuse them with an error of ours.</summary>
internal sealed record FuzzTarget
{
    public required string Name { get; init; }

    /// <summary>The source files whose parsers it reaches, as paths below <c>src</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Valid inputs. The files in the target's directory of vectors are more of them.</summary>
    public required IReadOnlyList<byte[]> Seeds { get; init; }

    /// <summary>What the format gives a meaning to.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>
    /// Reads the input, and checks what has to be true of what was read. It ends synchronously, or its memory is not measured.
    /// </summary>
    public required Func<byte[], Task> CallAsync { get; init; }

    /// <summary>The errors that the product shows in one line. Whatever else is thrown is a finding.</summary>
    public IReadOnlyList<Type> Allowed { get; init; } = [];

    /// <summary>What is secret in the seeds: no eight characters of it may be in the text of an error.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What an input may allocate whatever its size, beside <see cref="FuzzCheck.BytesPerByte"/> for each of its bytes.</summary>
    public long Allocation { get; init; } = 4 << 20;

    /// <summary>How many inputs the short run tries, which all targets together have a few seconds for.</summary>
    public int Inputs { get; init; } = 300;

    public override string ToString() => Name;

    public static Func<byte[], Task> Bytes(Action<byte[]> call) => input =>
    {
        call(input);
        return Task.CompletedTask;
    };

    /// <summary>Text as it comes out of files, requests and browsers: with halves of surrogate pairs, which no UTF-8 has.</summary>
    public static Func<byte[], Task> Text(Action<string> call) => Bytes(input => call(Decode(input)));

    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static string Decode(ReadOnlySpan<byte> input) =>
        System.Text.Encoding.UTF8.GetString(input).Replace("\uFFFD\uFFFD\uFFFD", "\uD800", StringComparison.Ordinal);
}
