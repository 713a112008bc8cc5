using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>
/// What is being typed into the form of a secret. Applied to the content it came from, it changes exactly what was typed: members that
/// this program does not know, and those that nobody touched, stay as they are.
/// </summary>
public sealed class SecretDraft
{
    private readonly string _prefix;
    private readonly Dictionary<string, string> _before = [];
    private readonly Dictionary<string, string> _texts = [];
    private List<EnvironmentVariable> _variablesBefore = [];

    private SecretDraft(SecretType type)
    {
        Type = type;
        _prefix = SecretTypes.NameOf(type) + "_";
        Fields = SecretForms.Of(type);
    }

    public SecretType Type { get; }

    public IReadOnlyList<FieldDefinition> Fields { get; }

    public string Title { get; set; } = "";

    public List<VariableRow> Variables { get; } = [];

    /// <summary>What other clients added: shown here, and left as it is.</summary>
    public IReadOnlyList<CustomField> CustomFields { get; private set; } = [];

    /// <summary>Likewise.</summary>
    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>Whether something was typed.</summary>
    public bool IsChanged => Title != _before["title"] || _texts.Any(text => text.Value != _before[text.Key]) || !Typed().SequenceEqual(_variablesBefore);

    public static SecretDraft New(SecretType type)
    {
        var draft = new SecretDraft(type);
        foreach (var field in draft.Fields)
            draft._texts[field.Name] = draft._before[field.Name] = field.Default;
        draft._before["title"] = "";
        if (type == SecretType.EnvironmentVariables)
            draft.Variables.Add(new VariableRow { Shown = true });
        return draft;
    }

    /// <exception cref="FormatException">The variables are not in the form that clients write.</exception>
    public static SecretDraft Of(SecretContent content)
    {
        var draft = new SecretDraft(content.Type) { Title = content.Title ?? "" };
        draft._before["title"] = draft.Title;
        foreach (var field in draft.Fields)
            draft._texts[field.Name] = draft._before[field.Name] = Show(content.Get(draft._prefix + field.Name));
        draft.CustomFields = [.. Entries(content, "custom_fields").OfType<JsonObject>().Select(CustomField.Of)];
        draft.Tags = [.. Entries(content, "tags").OfType<JsonValue>().Select(Show)];
        draft._variablesBefore = [.. content.GetVariables()];
        draft.Variables.AddRange(draft._variablesBefore.Select(variable => new VariableRow { Key = variable.Key, Value = variable.Value }));
        return draft;
    }

    public string this[string field]
    {
        get => _texts.GetValueOrDefault(field, "");
        set
        {
            // Where it is offered follows from the address, until somebody says otherwise (protocol part 3, section 4.2).
            if (field == "url" && this["url_filter"] == UrlFilter.Of(this["url"]) && _texts.ContainsKey("url_filter"))
                _texts["url_filter"] = UrlFilter.Of(value);
            _texts[field] = value;
        }
    }

    /// <summary>A new secret.</summary>
    public SecretContent ToContent() => SecretContent.New(
        Fields.Select(field => KeyValuePair.Create(_prefix + field.Name, field.Kind == FieldKind.Variables ? VariablesJson() : field.ToJson(this[field.Name])))
            .Prepend(KeyValuePair.Create<string, JsonNode?>(_prefix + "title", Title)));

    /// <summary>Puts what was typed into the content that the draft came from, or into a newer version of it.</summary>
    public void ApplyTo(SecretContent content)
    {
        if (Title != _before["title"])
            content.Set(_prefix + "title", Title);
        foreach (var field in Fields.Where(field => this[field.Name] != _before[field.Name]))
            content.Set(_prefix + field.Name, field.ToJson(this[field.Name]));
        if (Type == SecretType.EnvironmentVariables && !Typed().SequenceEqual(_variablesBefore))
            ApplyVariablesTo(content);
    }

    /// <summary>In a newer version, only the names that were changed here are: what others did to the rest stays.</summary>
    private void ApplyVariablesTo(SecretContent content)
    {
        var typed = Typed().ToList();
        if (content.GetVariables().SequenceEqual(_variablesBefore))
        {
            content.SetVariables(typed);
            return;
        }

        foreach (var gone in _variablesBefore.Select(variable => variable.Key).Except(typed.Select(variable => variable.Key)))
            content.RemoveVariable(gone);
        foreach (var variable in typed.Except(_variablesBefore))
            content.SetVariable(variable.Key, variable.Value);
    }

    /// <summary>Fills in variables: one of a name that is there already replaces its value.</summary>
    public void Add(IEnumerable<EnvironmentVariable> variables)
    {
        Variables.RemoveAll(row => row.IsBlank);
        foreach (var variable in variables)
        {
            if (Variables.Find(row => row.Key == variable.Key) is { } row)
                row.Value = variable.Value;
            else
                Variables.Add(new VariableRow { Key = variable.Key, Value = variable.Value });
        }
    }

    private IEnumerable<EnvironmentVariable> Typed() => Variables.Where(row => !row.IsBlank).Select(row => new EnvironmentVariable(row.Key, row.Value));

    private JsonArray VariablesJson() =>
        [.. Typed().Select(variable => (JsonNode)new JsonObject { ["key"] = variable.Key, ["value"] = variable.Value })];

    private static JsonArray Entries(SecretContent content, string list) => content.Get(list) as JsonArray ?? [];

    private static string Show(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
