using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Protocol.Datastores;

/// <summary>What folders and items have in common.</summary>
internal static class DatastoreNode
{
    public static string Name(JsonObject node) => GetString(node, "name") ?? "";

    public static bool IsDeleted(JsonObject node) => node["deleted"]?.GetValueKind() == JsonValueKind.True;

    public static bool IsShare(JsonObject node) => node["share_id"] is not null;

    public static string? GetString(JsonObject node, string member) =>
        node[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static Guid? GetId(JsonObject node, string member) => Guid.TryParse(GetString(node, member), out var id) ? id : null;
}
