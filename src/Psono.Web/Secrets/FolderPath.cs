namespace Psono.Web.Secrets;

/// <summary>Folders as people type them: <c>Production / Databases</c>.</summary>
internal static class FolderPath
{
    public static string Join(IReadOnlyList<string> names) => string.Join(" / ", names);

    public static IReadOnlyList<string> Split(string text) => text.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
