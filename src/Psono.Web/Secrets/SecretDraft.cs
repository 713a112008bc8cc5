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
    private const string Separator = ", ";

    private readonly string _prefix;
    private readonly Dictionary<string, string> _before = [];
    private readonly Dictionary<string, string> _texts = [];
    private List<EnvironmentVariable> _variablesBefore = [];
    private List<CustomField> _customFieldsBefore = [];
    private List<string> _tagsBefore = [];

    private SecretDraft(SecretType type)
    {
        Type = type;
        _prefix = SecretTypes.NameOf(type) + "_";
        Fields = FormFields.Of(type);
    }

    public SecretType Type { get; }

    public IReadOnlyList<FieldDefinition> Fields { get; }

    public string Title { get; set; } = "";

    public List<VariableRow> Variables { get; } = [];

    public List<CustomField> CustomFields { get; } = [];

    /// <summary>Tags, separated by commas.</summary>
    public string TagText { get; set; } = "";

    public IReadOnlyList<string> Tags => TagText == string.Join(Separator, _tagsBefore)
        ? _tagsBefore
        : [.. TagText.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>Where the web client offers them, and where there are some.</summary>
    public bool TakesCustomFields => CustomFields.Count > 0
        || Type is SecretType.WebsitePassword or SecretType.ApplicationPassword or SecretType.Bookmark or SecretType.Note;

    /// <summary>Whether something was typed.</summary>
    public bool IsChanged => Title != _before["title"] || _texts.Any(text => text.Value != _before[text.Key])
        || !Typed().SequenceEqual(_variablesBefore) || CustomFieldsChanged || TagsChanged;

    private bool CustomFieldsChanged =>
        CustomFields.Exists(one => one.IsChanged) || _customFieldsBefore.Exists(one => !CustomFields.Contains(one));

    private bool TagsChanged => !Tags.SequenceEqual(_tagsBefore);

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
        draft._customFieldsBefore = [.. CustomField.Of(content.Get("custom_fields") as JsonArray)];
        draft.CustomFields.AddRange(draft._customFieldsBefore);
        draft._tagsBefore = [.. Strings(content.Get("tags"))];
        draft.TagText = string.Join(Separator, draft._tagsBefore);
        draft._variablesBefore = [.. content.GetVariables()];
        draft.Variables.AddRange(draft._variablesBefore.Select(variable => new VariableRow { Key = variable.Key, Value = variable.Value }));
        return draft;
    }

    /// <summary>Takes over what was typed into the same form before.</summary>
    public void Fill(SecretContent typed)
    {
        Title = typed.Title ?? "";
        foreach (var field in Fields.Where(field => field.Kind != FieldKind.Variables))
            _texts[field.Name] = Show(typed.Get(_prefix + field.Name));
        Variables.Clear();
        Variables.AddRange(typed.GetVariables().Select(variable => new VariableRow { Key = variable.Key, Value = variable.Value }));
        CustomFields.Clear();
        CustomFields.AddRange(CustomField.Of(typed.Get("custom_fields") as JsonArray, _customFieldsBefore));
        TagText = string.Join(Separator, Strings(typed.Get("tags")));
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
            if (field is "code" or "totp_code" && OtpAuthUrl.Parse(value) is { } parts)
                Take(parts, field[..^"code".Length]);
        }
    }

    private void Take(IReadOnlyDictionary<string, string> parts, string prefix)
    {
        foreach (var (name, text) in parts)
            _texts[prefix + name] = text;
    }

    /// <summary>A new secret.</summary>
    public SecretContent ToContent()
    {
        var content = SecretContent.New(
            Fields.Select(field => KeyValuePair.Create(_prefix + field.Name, ToJson(field)))
                .Prepend(KeyValuePair.Create<string, JsonNode?>(_prefix + "title", Title)));
        ApplyListsTo(content);
        return content;
    }

    private JsonNode? ToJson(FieldDefinition field) =>
        field.Kind == FieldKind.Variables ? VariablesJson() : field.ToJson(this[field.Name]);

    /// <summary>Puts what was typed into the content that the draft came from, or into a newer version of it.</summary>
    public void ApplyTo(SecretContent content)
    {
        if (Title != _before["title"])
            content.Set(_prefix + "title", Title);
        foreach (var field in Fields.Where(field => this[field.Name] != _before[field.Name]))
            content.Set(_prefix + field.Name, field.ToJson(this[field.Name]));
        if (Type == SecretType.EnvironmentVariables && !Typed().SequenceEqual(_variablesBefore))
            ApplyVariablesTo(content);
        ApplyListsTo(content);
    }

    private void ApplyListsTo(SecretContent content)
    {
        if (CustomFieldsChanged)
            content.Set("custom_fields", CustomField.Merge(_customFieldsBefore, CustomFields, content.Get("custom_fields") as JsonArray));
        if (!TagsChanged)
            return;
        var tags = Strings(content.Get("tags")).Except(_tagsBefore.Except(Tags)).Union(Tags);
        content.Set("tags", new JsonArray([.. tags.Select(tag => (JsonNode)tag)]));
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
    /// <param name="variables">The variables.</param>
    /// <param name="after">The row in whose place, or below which, new ones go; without it at the end.</param>
    /// <returns>How many values were replaced, and the last row.</returns>
    public (int Replaced, VariableRow? Last) Add(IEnumerable<EnvironmentVariable> variables, VariableRow? after = null)
    {
        var next = after is null ? Variables.Count : Variables.IndexOf(after) + 1;
        next -= Variables.Take(next).Count(row => row.IsBlank);
        Variables.RemoveAll(row => row.IsBlank);
        var (replaced, last) = (0, (VariableRow?)null);
        foreach (var variable in variables)
        {
            last = Variables.Find(row => row.Key == variable.Key);
            if (last is null)
            {
                Variables.Insert(next++, last = new VariableRow { Key = variable.Key });
            }
            else if (last.Value != variable.Value)
            {
                replaced++;
            }

            last.Value = variable.Value;
        }

        return (replaced, last);
    }

    private IEnumerable<EnvironmentVariable> Typed() =>
        Variables.Where(row => !row.IsBlank).Select(row => new EnvironmentVariable(row.Key, row.Value));

    private JsonArray VariablesJson() =>
        [.. Typed().Select(variable => (JsonNode)new JsonObject { ["key"] = variable.Key, ["value"] = variable.Value })];

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonValue>().Select(Show);

    private static string Show(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
