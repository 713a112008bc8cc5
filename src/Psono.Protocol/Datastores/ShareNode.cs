using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Datastores;

/// <summary>A folder or an item of a <see cref="DatastoreTree"/> whose content is a share: elsewhere, under a key of its own.</summary>
public sealed class ShareNode
{
    private readonly JsonObject _json;

    internal ShareNode(JsonObject json, IReadOnlyList<string> folder, bool isFolder, bool isInTrash)
    {
        _json = json;
        Folder = folder;
        IsFolder = isFolder;
        IsInTrash = isInTrash;
    }

    /// <summary>Id of the node, by which the server knows the link to the share.</summary>
    public Guid? Id => DatastoreNode.GetId(_json, "id");

    /// <summary>Id of the share.</summary>
    public Guid? ShareId => DatastoreNode.GetId(_json, "share_id");

    /// <summary>Name.</summary>
    public string Name => DatastoreNode.Name(_json);

    /// <summary>Names of the folders from the root down.</summary>
    public IReadOnlyList<string> Folder { get; }

    /// <summary>Whether the content is a folder; if not, it is one item.</summary>
    public bool IsFolder { get; }

    /// <summary>Whether the node, or a folder above it, is in the trash.</summary>
    public bool IsInTrash { get; }

    /// <summary>The key of the share.</summary>
    /// <returns>The key, to be disposed of by the caller; <see langword="null"/> when the node has none.</returns>
    public SecretKey? OpenKey() =>
        SecretKey.TryFromHex(DatastoreNode.GetString(_json, "share_secret_key").AsSpan(), out var key) ? key : null;

    /// <summary>The name, never the key.</summary>
    public override string ToString() => Name;
}
