using Psono.Protocol.Datastores;

namespace Psono.Web.Secrets;

/// <summary>An entry of the list, read from the tree once.</summary>
/// <param name="item">The item.</param>
/// <param name="isShared">Whether it is in a share of another client: it can be read only.</param>
internal sealed class Entry(DatastoreItem item, bool isShared = false)
{
    public DatastoreItem Item { get; } = item;

    public bool IsShared { get; } = isShared;

    public Guid? Id { get; } = item.LinkId;

    public string Name { get; } = item.Name;

    public string Type { get; } = item.Type;

    public string Description { get; } = item.Description;

    public IReadOnlyList<string> Tags { get; } = [.. item.Tags];

    public string Folder { get; } = FolderPath.Join(item.Folder);

    public bool IsInTrash { get; } = item.IsInTrash;

    /// <summary>Files and shares have none, and cannot be opened here.</summary>
    public bool HasSecret { get; } = item.SecretId is not null && item.LinkId is not null;

    /// <summary>Every word is in the name, the folder, the description, a tag, or the name of a variable.</summary>
    public bool Matches(string[] words, IReadOnlyList<string> variables) => words.All(word =>
        Tags.Append(Name).Append(Folder).Append(Description).Concat(variables)
            .Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
