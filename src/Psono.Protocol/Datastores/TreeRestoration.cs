namespace Psono.Protocol.Datastores;

/// <summary>
/// Makes an earlier version of a tree the one of now, without losing a key: what was made since stays, and what was deleted for good since
/// is left out.
/// </summary>
internal sealed class TreeRestoration(DatastoreTree then, DatastoreTree now, Func<Guid, bool> exists)
{
    private readonly Dictionary<Guid, DatastoreItem> _now = ById(now);
    private readonly Dictionary<Guid, DatastoreItem> _then = ById(then);

    public IEnumerable<TreeDifference> Differences()
    {
        foreach (var (id, item) in _then)
        {
            var current = _now.GetValueOrDefault(id);
            if (!Exists(item))
                yield return new TreeDifference(TreeDifferenceKind.IsGone, item, current);
            else if (current is null)
                yield return new TreeDifference(TreeDifferenceKind.Returns, item, null);
            else if (!IsSamePlace(item, current))
                yield return new TreeDifference(TreeDifferenceKind.Changes, item, current);
        }

        foreach (var (id, item) in _now)
        {
            if (!_then.ContainsKey(id))
                yield return new TreeDifference(TreeDifferenceKind.Stays, null, item);
        }
    }

    /// <param name="keepsKey">Whether the key of now is the right one, where the two trees have different ones for an item.</param>
    public DatastoreTree Restored(Func<Guid, bool> keepsKey)
    {
        var restored = then.Clone();
        foreach (var (id, item) in ById(restored))
        {
            if (!Exists(item))
                item.Remove();
            else if (_now.TryGetValue(id, out var current) && keepsKey(id))
                item.TakeKey(current);
        }

        foreach (var (id, item) in _now)
        {
            if (!_then.ContainsKey(id))
                restored.PutBack(item);
        }

        return restored;
    }

    /// <summary>Files and whatever else has no secret: nobody knows better.</summary>
    private bool Exists(DatastoreItem item) => item.SecretId is not { } id || exists(id);

    private static bool IsSamePlace(DatastoreItem one, DatastoreItem other) =>
        one.Name == other.Name && one.IsInTrash == other.IsInTrash && one.Folder.SequenceEqual(other.Folder);

    /// <summary>What has no id is not told apart: it is in the tree that is restored, or not.</summary>
    private static Dictionary<Guid, DatastoreItem> ById(DatastoreTree tree)
    {
        var items = new Dictionary<Guid, DatastoreItem>();
        foreach (var item in tree.Items)
        {
            if (item.LinkId is { } id)
                items.TryAdd(id, item);
        }

        return items;
    }
}
