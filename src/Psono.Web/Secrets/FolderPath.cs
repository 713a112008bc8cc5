namespace Psono.Web.Secrets;

/// <summary>Folders as people type them: <c>Production / Databases</c>.</summary>
internal static class FolderPath
{
    public static string Join(IReadOnlyList<string> names) => string.Join(" / ", names);

    /// <summary>A folder that exists is found as it is shown, also if other clients put a slash into its name.</summary>
    public static IReadOnlyList<string> Parse(string text, IReadOnlyList<IReadOnlyList<string>> existing) =>
        existing.FirstOrDefault(path => Join(path) == text)
        ?? text.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
