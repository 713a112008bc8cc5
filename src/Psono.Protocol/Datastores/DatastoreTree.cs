using System.Text.Json.Nodes;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.Datastores;

/// <summary>
/// A typed view over the opened JSON of a password datastore (protocol part 3, section 4.2): folders that hold folders and items.
/// It changes only what it is told to change: members it does not know, the index of shares and the order of nodes survive.
/// </summary>
public sealed class DatastoreTree
{
    /// <summary>Each level of folders takes two levels of JSON.</summary>
    private const int MaxDepth = 256;

    private readonly string[] _path = [];
    private readonly bool _isInTrash;
    private JsonObject _root;

    private DatastoreTree(JsonObject root) => _root = root;

    private DatastoreTree(JsonObject root, IReadOnlyList<string> path, bool isInTrash)
        : this(root) => (_path, _isInTrash) = ([.. path], isInTrash);

    /// <summary>Every item, those of a folder before those of its folders.</summary>
    public IEnumerable<DatastoreItem> Items => Root.AllItems();

    /// <summary>The number of folders and items that are shares: their content is elsewhere.</summary>
    public int Shares => ShareNodes.Count();

    /// <summary>The folders and items that are shares.</summary>
    public IEnumerable<ShareNode> ShareNodes => Root.AllShares();

    private DatastoreFolder Root => new(_root, _path, _isInTrash);

    /// <summary>The tree of a datastore that nobody has written to.</summary>
    public static DatastoreTree Empty(Guid datastoreId) => new(new JsonObject { ["datastore_id"] = datastoreId.ToString() });

    /// <summary>Parses the opened bytes of a datastore.</summary>
    /// <returns><see langword="null"/> when they are not one JSON object that can be written back, or a member occurs twice.</returns>
    public static DatastoreTree? Parse(ReadOnlySpan<byte> utf8) =>
        OpenedJson.Parse(utf8, MaxDepth) is { } root ? new DatastoreTree(root) : null;

    /// <summary>
    /// Parses the opened bytes of a share (protocol part 3, section 5), which has the place of its node in the tree above it.
    /// </summary>
    /// <param name="share">The node.</param>
    /// <param name="utf8">The opened bytes: a folder, or one item.</param>
    /// <returns><see langword="null"/> when they are not one JSON object, or a member occurs twice.</returns>
    public static DatastoreTree? ParseShare(ShareNode share, ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(share);
        if (OpenedJson.Parse(utf8, MaxDepth) is not { } content)
            return null;
        if (share.IsFolder)
            return new DatastoreTree(content, [.. share.Folder, share.Name], share.IsInTrash);
        content["id"] = $"{share.Id}";
        content["name"] ??= share.Name;
        return new DatastoreTree(new JsonObject { ["items"] = new JsonArray(content) }, share.Folder, share.IsInTrash);
    }

    /// <summary>The JSON to seal. It holds the keys of the secrets: the caller zeroes it.</summary>
    public byte[] ToUtf8() => OpenedJson.ToUtf8(_root, MaxDepth);

    /// <summary>The item with that link id.</summary>
    public DatastoreItem? Find(Guid linkId) => Items.FirstOrDefault(item => item.LinkId == linkId);

    /// <summary>Appends an item to a folder. Folders that are missing are made; one in the trash counts as missing.</summary>
    /// <param name="item">The new item.</param>
    /// <param name="folder">Names of the folders from the root down; empty for the root.</param>
    /// <exception cref="InvalidOperationException">A folder on the way is a share, whose content is not in this tree.</exception>
    public void Add(NewDatastoreItem item, IEnumerable<string> folder)
    {
        ArgumentNullException.ThrowIfNull(item);
        GetOrAdd(folder).Add(item.ToJson());
    }

    /// <summary>
    /// Every folder as the names from the root down, each before those in it. Those in the trash and shares are not among them.
    /// </summary>
    public IEnumerable<IReadOnlyList<string>> Folders => Root.AllFolders();

    /// <summary>Makes a folder, and those above it that are missing.</summary>
    /// <exception cref="InvalidOperationException">A folder on the way is a share, whose content is not in this tree.</exception>
    public void AddFolder(IEnumerable<string> folder) => GetOrAdd(folder);

    /// <summary>Moves an item to another folder of this tree; missing folders are made. The server need not know.</summary>
    /// <exception cref="InvalidOperationException">A folder on the way is a share, whose content is not in this tree.</exception>
    public void Move(DatastoreItem item, IEnumerable<string> folder)
    {
        ArgumentNullException.ThrowIfNull(item);
        var target = GetOrAdd(folder);
        item.Remove();
        target.Add(item.Json);
    }

    /// <summary>Renames a folder.</summary>
    /// <returns>Whether there is such a folder.</returns>
    public bool RenameFolder(IEnumerable<string> folder, string name)
    {
        var found = FindFolder(folder);
        found?.Rename(name);
        return found is not null;
    }

    /// <summary>Puts a folder into the trash, with everything in it.</summary>
    /// <returns>Whether there is such a folder.</returns>
    public bool DeleteFolder(IEnumerable<string> folder)
    {
        var found = FindFolder(folder);
        found?.Delete();
        return found is not null;
    }

    /// <summary>What restoring an earlier version would do.</summary>
    /// <param name="then">The earlier version.</param>
    /// <param name="exists">Whether there is a secret of that id.</param>
    /// <returns>Every item that is not the same in both, first those that come back.</returns>
    public IReadOnlyList<TreeDifference> Compare(DatastoreTree then, Func<Guid, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(then);
        return [.. new TreeRestoration(then, this, exists).Differences().OrderBy(one => one.Kind)];
    }

    /// <summary>
    /// Becomes what an earlier version was. What was made since stays, so that no key is lost, and what was deleted for good since does not
    /// come back.
    /// </summary>
    /// <param name="then">The earlier version.</param>
    /// <param name="exists">Whether there is a secret of that id.</param>
    /// <param name="keepsKey">
    /// Asked with the id of an item that is in both: whether it keeps the key it has now.
    /// </param>
    public void Restore(DatastoreTree then, Func<Guid, bool> exists, Func<Guid, bool> keepsKey)
    {
        ArgumentNullException.ThrowIfNull(then);
        _root = new TreeRestoration(then, this, exists).Restored(keepsKey)._root;
    }

    /// <summary>Adds an item of another version, in a folder of the same name.</summary>
    /// <param name="item">The item of the other version.</param>
    /// <param name="linkId">The id that it gets; <see langword="null"/> for its own.</param>
    /// <exception cref="InvalidOperationException">A folder on the way is a share, whose content is not in this tree.</exception>
    public void PutBack(DatastoreItem item, Guid? linkId = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        var json = (JsonObject)item.Json.DeepClone();
        if (linkId is not null)
            json["id"] = $"{linkId}";
        // The folder of now is a live one, whatever became of the one of then.
        if (item.IsInTrash)
            json["deleted"] = true;
        GetOrAdd(item.Folder).Add(json);
    }

    /// <summary>A tree of its own with the same content.</summary>
    public DatastoreTree Clone() => new((JsonObject)_root.DeepClone(), _path, _isInTrash);

    private DatastoreFolder GetOrAdd(IEnumerable<string> folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Aggregate(Root, (parent, name) => parent.GetOrAdd(name));
    }

    private DatastoreFolder? FindFolder(IEnumerable<string> folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var names = folder.ToList();
        return names.Count == 0 ? null : names.Aggregate((DatastoreFolder?)Root, (parent, name) => parent?.Find(name));
    }
}
