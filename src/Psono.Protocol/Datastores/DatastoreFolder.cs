using System.Text.Json.Nodes;

namespace Psono.Protocol.Datastores;

/// <summary>A folder of a tree, or its root. What is not shaped as the protocol says is passed over, and stays where it is.</summary>
internal sealed class DatastoreFolder(JsonObject json, string[] path, bool inTrash)
{
    public IEnumerable<DatastoreItem> AllItems() =>
        Nodes("items").Select(node => new DatastoreItem(node, path, inTrash || DatastoreNode.IsDeleted(node)))
            .Concat(Folders().SelectMany(folder => folder.AllItems()));

    public int CountShares() =>
        Nodes("items").Count(DatastoreNode.IsShare)
        + Nodes("folders").Count(DatastoreNode.IsShare)
        + Folders().Sum(folder => folder.CountShares());

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
        if (json[list] is JsonArray nodes)
            nodes.Add((JsonNode)node);
        else
            json[list] = new JsonArray(node);
    }

    private IEnumerable<DatastoreFolder> Folders() => Nodes("folders").Select(Child);

    private DatastoreFolder Child(JsonObject node) => new(node, [.. path, DatastoreNode.Name(node)], inTrash || DatastoreNode.IsDeleted(node));

    private IEnumerable<JsonObject> Nodes(string list) => (json[list] as JsonArray)?.OfType<JsonObject>() ?? [];
}
