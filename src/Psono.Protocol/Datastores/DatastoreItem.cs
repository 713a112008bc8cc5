using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Datastores;

/// <summary>An item of a <see cref="DatastoreTree"/>: where a secret is, and the key that opens it.</summary>
public sealed class DatastoreItem
{
    private readonly JsonObject _json;

    internal DatastoreItem(JsonObject json, IReadOnlyList<string> folder, bool inTrash)
    {
        _json = json;
        Folder = folder;
        IsInTrash = inTrash;
    }

    /// <summary>Id of the item, by which the server knows the link between datastore and secret.</summary>
    public Guid? LinkId => DatastoreNode.GetId(_json, "id");

    /// <summary>Id of the secret; <see langword="null"/> for a file or a share.</summary>
    public Guid? SecretId => DatastoreNode.GetId(_json, "secret_id");

    /// <summary>Title.</summary>
    public string Name => DatastoreNode.Name(_json);

    /// <summary>Type of the secret, as in <see cref="Secrets.SecretTypes.NameOf"/>, or <c>file</c>.</summary>
    public string Type => DatastoreNode.GetString(_json, "type") ?? "";

    /// <summary>Names of the folders from the root down.</summary>
    public IReadOnlyList<string> Folder { get; }

    /// <summary>Whether the item, or a folder above it, is in the trash.</summary>
    public bool IsInTrash { get; }

    /// <summary>Whether the item itself is marked as deleted.</summary>
    public bool IsDeleted => DatastoreNode.IsDeleted(_json);

    /// <summary>The key of the secret, which only the datastore knows.</summary>
    /// <returns>The key, to be disposed of by the caller; <see langword="null"/> when the item has none.</returns>
    public SecretKey? OpenKey() =>
        SecretKey.TryFromHex(DatastoreNode.GetString(_json, "secret_key").AsSpan(), out var key) ? key : null;

    /// <summary>Changes the title.</summary>
    public void Rename(string name) => _json["name"] = name;

    /// <summary>What the item shows beside its title: a user name, the end of a card's number, an address.</summary>
    public string Description => DatastoreNode.GetString(_json, "description") ?? "";

    /// <summary>What the owner filed it under.</summary>
    public IEnumerable<string> Tags => (_json["tags"] as JsonArray ?? []).OfType<JsonValue>()
        .Where(tag => tag.GetValueKind() == JsonValueKind.String).Select(tag => tag.GetValue<string>());

    /// <summary>Repeats what the item shows of its secret. A description whose source is empty now stays, as in the web client.</summary>
    public void Update(Secrets.SecretContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Title is { } title)
            Rename(title);
        foreach (var (member, value) in ItemDetails.Of(content))
        {
            if (value is not null)
                _json[member] = value;
            else if (member != "description")
                _json.Remove(member);
        }
    }

    /// <summary>Whether <see cref="Update"/> with this content would leave the item as it is.</summary>
    public bool Shows(Secrets.SecretContent content)
    {
        var updated = new DatastoreItem(_json.DeepClone().AsObject(), Folder, IsInTrash);
        updated.Update(content);
        return JsonNode.DeepEquals(_json, updated._json);
    }

    /// <summary>Puts the item into the trash.</summary>
    public void Delete() => _json["deleted"] = true;

    /// <summary>Takes the item out of the trash. A folder above it may still be there.</summary>
    public void Undelete() => _json.Remove("deleted");

    /// <summary>Whether both hold the same key, or none.</summary>
    public bool HasKeyOf(DatastoreItem other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return JsonNode.DeepEquals(_json["secret_key"], other._json["secret_key"]);
    }

    internal void TakeKey(DatastoreItem other) => _json["secret_key"] = other._json["secret_key"]?.DeepClone();

    internal JsonObject Json => _json;

    /// <summary>Takes the item out of the tree.</summary>
    public void Remove() => _json.Parent?.AsArray().Remove(_json);

    /// <summary>The title, never the key.</summary>
    public override string ToString() => Name;
}
