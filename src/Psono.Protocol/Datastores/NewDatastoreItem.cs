using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;

namespace Psono.Protocol.Datastores;

/// <summary>An item to be added to a <see cref="DatastoreTree"/>.</summary>
/// <param name="LinkId">Id of the item, made by the client.</param>
/// <param name="Type">Type of the secret.</param>
/// <param name="Name">Title.</param>
/// <param name="SecretId">Id of the secret, made by the server.</param>
/// <param name="SecretKey">Key of the secret.</param>
public sealed record NewDatastoreItem(Guid LinkId, SecretType Type, string Name, Guid SecretId, SecretKey SecretKey)
{
    /// <summary>What the item shows of the secret; <see langword="null"/> for nothing but the title.</summary>
    public SecretContent? Content { get; init; }

    /// <summary>The members that the web client writes, in its order.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = LinkId.ToString(), ["type"] = SecretTypes.NameOf(Type), ["name"] = Name };
        foreach (var (member, value) in Content is null ? [] : ItemDetails.Of(Content))
        {
            if (value is not null)
                json[member] = value;
        }

        json["tags"] ??= new JsonArray();
        json["secret_id"] = SecretId.ToString();
        json["secret_key"] = SecretKey.ToHex();
        return json;
    }
}
