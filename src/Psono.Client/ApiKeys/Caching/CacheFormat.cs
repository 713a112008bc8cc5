namespace Psono.Client.ApiKeys.Caching;

// docs/decisions/0026
/// <summary>
/// What is sealed in a cache file, as <see cref="CacheWriter"/> writes it: with a thousand secrets, JSON would take longer to read than the
/// secrets take to be opened.
/// </summary>
internal static class CacheFormat
{
    private const int GuidSize = 16;

    /// <summary>The content as bytes. The caller zeroes them.</summary>
    public static byte[] Write(CacheContent content)
    {
        using var writer = new CacheWriter();
        writer.Flag(content.Granted is not null);
        foreach (var id in writer.Counted(content.Granted ?? []))
            writer.Id(id);
        foreach (var (id, cached) in writer.Counted(content.Secrets))
        {
            var secret = (KeptSecret)cached.Secret;
            writer.Id(id);
            writer.OptionalText(secret.WriteDate);
            writer.Text(secret.Digest);
            writer.Flag(secret.IsBound);
            writer.Bytes(secret.Utf8.Span);
            writer.Time(cached.ConfirmedAt);
        }

        foreach (var (id, seen) in writer.Counted(content.Seen))
        {
            writer.Id(id);
            writer.OptionalText(seen.WriteDate);
            writer.Text(seen.Newest);
            foreach (var digest in writer.Counted(seen.Replaced))
                writer.Text(digest);
        }

        foreach (var (selection, tag) in writer.Counted(content.Tags))
        {
            writer.Text(selection);
            writer.Text(tag);
        }

        return writer.ToArray();
    }

    /// <summary>The content. What it holds of <paramref name="file"/> is zeroed with it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static CacheContent Read(byte[] file)
    {
        var reader = new CacheReader(file);
        var isGranted = reader.Flag();
        var granted = new Guid[reader.Count(GuidSize)];
        for (var i = 0; i < granted.Length; i++)
            granted[i] = reader.Id();
        var content = new CacheContent(file) { Granted = isGranted ? granted : null };
        for (var count = reader.Count(GuidSize); count > 0; count--)
        {
            var secret = new KeptSecret
            {
                Id = reader.Id(),
                WriteDate = reader.OptionalText(),
                Digest = reader.Text(),
                IsBound = reader.Flag(),
                Utf8 = reader.Bytes(),
            };
            content.Secrets[secret.Id] = new KnownSecret { Secret = secret, ConfirmedAt = reader.Time() };
        }

        for (var count = reader.Count(GuidSize); count > 0; count--)
            content.Seen[reader.Id()] = ReadSeen(ref reader);
        for (var count = reader.Count(sizeof(int)); count > 0; count--)
            content.Tags[reader.Text()] = reader.Text();
        reader.End();
        return content;
    }

    private static SeenVersions ReadSeen(ref CacheReader reader)
    {
        var (writeDate, newest) = (reader.OptionalText(), reader.Text());
        var replaced = new string[reader.Count(sizeof(int))];
        for (var i = 0; i < replaced.Length; i++)
            replaced[i] = reader.Text();
        return new SeenVersions { WriteDate = writeDate, Newest = newest, Replaced = replaced };
    }
}
