namespace Psono.Server.Http;

/// <summary>Ids in paths, with or without hyphens.</summary>
internal static class PathId
{
    public static Guid? Parse(string text) =>
        Guid.TryParseExact(text, "D", out var id) || Guid.TryParseExact(text, "N", out id) ? id : null;
}
