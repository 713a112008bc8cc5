namespace Psono.Cli.Redaction;

/// <summary>Collects forms of a value. In pinned arrays, so that they can be zeroed without copies being left behind.</summary>
internal sealed class FormList
{
    public List<byte[]> Forms { get; } = [];

    public void Add(ReadOnlySpan<byte> form)
    {
        if (form.Length >= SecretForms.MinLength)
            Forms.Add(Copy(form));
    }

    /// <summary>Adds an array that belongs to nobody else.</summary>
    public void Take(byte[] form)
    {
        if (form.Length >= SecretForms.MinLength)
            Forms.Add(form);
    }

    /// <summary>Adds a form as tools print it that break lines at a width.</summary>
    public void AddWrapped(ReadOnlySpan<byte> form, int width)
    {
        if (form.Length <= width)
            return;
        Take(Wrap(form, width, "\n"u8));
        Take(Wrap(form, width, "\r\n"u8));
    }

    public static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = Pinned(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    public static byte[] Pinned(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    public static byte[] Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        var count = text.Count(old);
        var result = Pinned(text.Length + (count * (replacement.Length - old.Length)));
        var rest = result.AsSpan();
        while (text.IndexOf(old) is >= 0 and var at)
        {
            text[..at].CopyTo(rest);
            replacement.CopyTo(rest[at..]);
            rest = rest[(at + replacement.Length)..];
            text = text[(at + old.Length)..];
        }

        text.CopyTo(rest);
        return result;
    }

    private static byte[] Wrap(ReadOnlySpan<byte> form, int width, ReadOnlySpan<byte> newLine)
    {
        var breaks = (form.Length - 1) / width;
        var result = Pinned(form.Length + (breaks * newLine.Length));
        var rest = result.AsSpan();
        for (; form.Length > width; form = form[width..])
        {
            form[..width].CopyTo(rest);
            newLine.CopyTo(rest[width..]);
            rest = rest[(width + newLine.Length)..];
        }

        form.CopyTo(rest);
        return result;
    }
}
