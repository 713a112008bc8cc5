using System.Text.Json.Nodes;

namespace Psono.Protocol.Datastores;

/// <summary>A folder of a tree, or its root. What is not shaped as the protocol says is passed over, and stays where it is.</summary>
internal sealed class DatastoreFolder(JsonObject json, string[] path, bool inTrash)
{
    private readonly JsonObject _json = json;
    private readonly string[] _path = path;

    public IEnumerable<DatastoreItem> AllItems() =>
        Nodes("items").Select(node => new DatastoreItem(node, _path, inTrash || DatastoreNode.IsDeleted(node)))
            .Concat(Folders().SelectMany(folder => folder.AllItems()));

    /// <summary>The folders below, each before those in it. What is in the trash, or a share, is not among them.</summary>
    public IEnumerable<IReadOnlyList<string>> AllFolders() =>
        LiveFolders().SelectMany(folder => folder.AllFolders().Prepend(folder._path));

    public DatastoreFolder? Find(string name) => LiveFolders().FirstOrDefault(folder => folder._path[^1] == name);

    public void Rename(string name) => _json["name"] = name;

    public void Delete() => _json["deleted"] = true;

    public IEnumerable<ShareNode> AllShares() =>
        SharesIn("items").Concat(SharesIn("folders")).Concat(Folders().SelectMany(folder => folder.AllShares()));

    public DatastoreFolder GetOrAdd(string name)
    {
        var node = Nodes("folders").FirstOrDefault(folder => DatastoreNode.Name(folder) == name && !DatastoreNode.IsDeleted(folder));
        if (node is null)
        {
            node = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["name"] = name };
            Append("folders", node);
        }

        if (DatastoreNode.IsShare(node))
            throw new InvalidOperationException($"the folder '{name}' is a share: its content is not part of this datastore");
        return Child(node);
    }

    public void Add(JsonObject item) => Append("items", item);

    private void Append(string list, JsonObject node)
    {
        if (_json[list] is JsonArray nodes)
            nodes.Add((JsonNode)node);
        else
            _json[list] = new JsonArray(node);
    }

    private IEnumerable<ShareNode> SharesIn(string list) => Nodes(list).Where(DatastoreNode.IsShare)
        .Select(node => new ShareNode(node, _path, list == "folders", inTrash || DatastoreNode.IsDeleted(node)));

    private IEnumerable<DatastoreFolder> LiveFolders() =>
        Nodes("folders").Where(folder => !DatastoreNode.IsDeleted(folder) && !DatastoreNode.IsShare(folder)).Select(Child);

    private IEnumerable<DatastoreFolder> Folders() => Nodes("folders").Select(Child);

    private DatastoreFolder Child(JsonObject node) =>
        new(node, [.. _path, DatastoreNode.Name(node)], inTrash || DatastoreNode.IsDeleted(node));

    private IEnumerable<JsonObject> Nodes(string list) => (_json[list] as JsonArray)?.OfType<JsonObject>() ?? [];
}
