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

    private readonly JsonObject _root;

    private DatastoreTree(JsonObject root) => _root = root;

    /// <summary>Every item, those of a folder before those of its folders.</summary>
    public IEnumerable<DatastoreItem> Items => Root.AllItems();

    /// <summary>The number of folders and items that are shares: their content is elsewhere.</summary>
    public int Shares => Root.CountShares();

    private DatastoreFolder Root => new(_root, [], inTrash: false);

    /// <summary>The tree of a datastore that nobody has written to.</summary>
    public static DatastoreTree Empty(Guid datastoreId) => new(new JsonObject { ["datastore_id"] = datastoreId.ToString() });

    /// <summary>Parses the opened bytes of a datastore.</summary>
    /// <returns><see langword="null"/> when they are not one JSON object that can be written back, or a member occurs twice.</returns>
    public static DatastoreTree? Parse(ReadOnlySpan<byte> utf8) =>
        OpenedJson.Parse(utf8, MaxDepth) is { } root ? new DatastoreTree(root) : null;

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
        ArgumentNullException.ThrowIfNull(folder);
        var parent = Root;
        foreach (var name in folder)
            parent = parent.GetOrAdd(name);
        parent.Add(item.ToJson());
    }
}
