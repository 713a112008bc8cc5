using Psono.Protocol.Encodings;

namespace Psono.Server.Http.Fields;

/// <summary>Ids in paths, with or without hyphens.</summary>
internal static class PathId
{
    public static Guid? Parse(string text) =>
        Uuid.TryParse(text, out var id) ? id : null;
}
