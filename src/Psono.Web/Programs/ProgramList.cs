namespace Psono.Web.Programs;

/// <summary>What a server hands out.</summary>
/// <param name="Programs">One for each platform that it has psonoci for.</param>
/// <param name="IsSigned">Whether it has a signature of their hashes, too.</param>
public sealed record ProgramList(IReadOnlyList<ProgramDownload> Programs, bool IsSigned)
{
    public static readonly ProgramList Empty = new([], false);

    /// <summary>
    /// Reads SHA256SUMS. A server that knows nothing of it may answer with some page: what is not such a line is skipped.
    /// </summary>
    public static ProgramList Read(Uri server, string sums, bool isSigned)
    {
        var hashes = new Dictionary<string, string>();
        foreach (var line in sums.Split('\n'))
        {
            if (line.Split("  ") is [{ Length: 64 } hash, var path] && hash.All(char.IsAsciiHexDigit))
                hashes[path] = hash.ToLowerInvariant();
        }

        return new ProgramList(
            [
                .. from platform in ProgramPlatform.All
                   let hash = hashes.GetValueOrDefault($"{platform.Name}/{platform.Program}")
                   where hash is not null
                   select new ProgramDownload(server, platform, hash),
            ],
            isSigned);
    }

    public ProgramDownload? Find(string platform) => Programs.FirstOrDefault(program => program.Platform.Name == platform);
}
