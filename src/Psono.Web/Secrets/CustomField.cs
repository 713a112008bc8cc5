using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Web.Secrets;

/// <summary>A field that a user of the web client named (protocol part 3, section 6).</summary>
/// <param name="IsHidden">Whether it is a password.</param>
public sealed record CustomField(string Name, string Value, bool IsHidden)
{
    /// <summary>What is not a plain text is hidden: who knows what it is.</summary>
    public static CustomField Of(JsonObject json) => new(Text(json["name"]), Text(json["value"]), Text(json["type"]) != "text");

    private static string Text(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : value?.ToJsonString() ?? "";
}
