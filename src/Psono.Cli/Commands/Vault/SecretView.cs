using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>A secret as people look at it: its variables, or the members of another type, by name.</summary>
internal sealed class SecretView
{
    private readonly DatastoreItem _item;
    private readonly OpenedSecret _secret;
    private readonly SecretContent _content;
    private readonly List<(string Name, JsonNode? Value)> _fields;

    public SecretView(DatastoreItem item, OpenedSecret secret)
    {
        _item = item;
        _secret = secret;
        _content = secret.Parse();
        _fields = Fields();
    }

    public string ToText()
    {
        var rows = new List<string[]>
        {
            new[] { "title", Printable.Of(_content.Title ?? _item.Name) },
            new[] { "id", $"{_secret.SecretId}" },
            new[] { "type", Printable.Of(_item.Type) },
            new[] { "folder", Printable.Of(string.Join('/', _item.Folder)) },
            new[] { "changed", ServerTime.Show(_secret.WriteDate) },
            new[] { "tags", Printable.Of(string.Join(", ", _item.Tags)) },
            new[] { "note", _content.GetString(Member("notes")) is { Length: > 0 } ? "yes" : "" },
        };
        return Table.Format([.. rows.Where(row => row[1].Length > 0)])
            + string.Concat(_fields.Select(field => $"  {Printable.Of(field.Name)}\n"));
    }

    /// <summary>Can be given to <c>--env-file</c> again.</summary>
    public string ToDotenv()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _fields)
            text.Append(DotenvWriter.Line(name, Text(value)));
        return text.ToString();
    }

    public JsonObject ToJson(bool reveal) => new()
    {
        ["id"] = $"{_secret.SecretId}",
        ["title"] = _content.Title ?? _item.Name,
        ["type"] = _item.Type,
        ["folder"] = string.Join('/', _item.Folder),
        ["write_date"] = _secret.WriteDate,
        ["tags"] = new JsonArray([.. _item.Tags.Select(tag => (JsonNode)tag)]),
        ["notes"] = reveal ? _content.GetString(Member("notes")) : null,
        ["fields"] = new JsonArray([.. _fields.Select(field => reveal
            ? new JsonObject { ["name"] = field.Name, ["value"] = field.Value?.DeepClone() }
            : new JsonObject { ["name"] = field.Name })]),
    };

    private List<(string Name, JsonNode? Value)> Fields()
    {
        try
        {
            return _content.Type == SecretType.EnvironmentVariables
                ? [.. _content.GetVariables().Select(variable => (variable.Key, (JsonNode?)variable.Value))]
                : [.. _content.Members.Where(IsField).Select(member => (member[Member("").Length..], _content.Get(member))),
                    .. CustomFields()];
        }
        catch (FormatException)
        {
            throw new PsonociException(
                "invalid-content", $"the variables of secret {_secret.SecretId} have an invalid format");
        }
    }

    /// <summary>Fields that the owner named.</summary>
    private IEnumerable<(string Name, JsonNode? Value)> CustomFields() =>
        (_content.Get("custom_fields") as JsonArray ?? []).OfType<JsonObject>()
            .Where(field => field["name"]?.GetValueKind() == JsonValueKind.String)
            .Select(field => (field["name"]!.GetValue<string>(), field["value"]));

    private bool IsField(string member) => member.StartsWith(Member(""), StringComparison.Ordinal) && _content.Get(member) is not null;

    private string Member(string name) => $"{SecretTypes.NameOf(_content.Type)}_{name}";

    private static string Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : JsonOutput.Format(value ?? JsonValue.Create("")!, indented: false);
}
