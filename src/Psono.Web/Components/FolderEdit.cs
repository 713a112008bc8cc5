namespace Psono.Web.Components;

/// <summary>A folder that is being named.</summary>
/// <param name="Path">Where it is; null for a new one.</param>
public sealed record FolderEdit(IReadOnlyList<string>? Path)
{
    /// <summary>Gets its new name; for a new one also the way to it.</summary>
    public string Name { get; init; } = Path is [.., { } last] ? last : "";
}
