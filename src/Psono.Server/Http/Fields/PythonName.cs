using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>The reference names types as its language does, and so do the messages that clients know.</summary>
internal static class PythonName
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null => "NoneType",
        _ => value.TryGetInt64(out _) ? "int" : "float",
    };
}
