using System.Diagnostics.CodeAnalysis;

namespace Psono.Protocol.Encodings;

/// <summary>
/// Ids as people and clients write them: 32 hexadecimal digits in any case, with the four hyphens or without
/// (protocol part 1, section 1.3).
/// </summary>
public static class Uuid
{
    /// <summary>Reads an id.</summary>
    /// <param name="text">The whole text has to be the id.</param>
    /// <param name="id">The id; all zero if the text is none.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id);
}
