using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.Secrets;

/// <summary>
/// A typed view over the opened JSON of a secret (protocol part 3, section 6). It changes only what it is told to change:
/// members it does not know, their order, nulls and the spelling of numbers survive a read-modify-write.
/// </summary>
public sealed class SecretContent
{
    private const string Variables = "environment_variables_variables";
    private const int MaxDepth = 64;

    private readonly JsonObject _json;

    private SecretContent(JsonObject json) => _json = json;

    /// <summary>The type that the present members speak of; a member that is null is not present.</summary>
    public SecretType Type => SecretTypes.All.FirstOrDefault(Has);

    /// <summary>The title member of the secret's type.</summary>
    public string? Title => GetString(SecretTypes.NameOf(Type) + "_title");

    /// <summary>Names of all members, in their order.</summary>
    public IEnumerable<string> Members => _json.Select(member => member.Key);

    /// <summary>Makes an Environment Variables secret with the members that the web client writes, in its order.</summary>
    public static SecretContent NewEnvironmentVariables(string title, IEnumerable<EnvironmentVariable> variables, string? notes = null)
    {
        var json = new JsonObject { ["environment_variables_title"] = title, [Variables] = ToJson(variables) };
        if (!string.IsNullOrEmpty(notes))
            json["environment_variables_notes"] = notes;
        json["custom_fields"] = new JsonArray();
        json["tags"] = new JsonArray();
        return new SecretContent(json);
    }

    /// <summary>Makes a secret of the given members, followed by the lists that every secret has.</summary>
    /// <param name="members">The members of the type, in the order of the protocol. One without a value is left out.</param>
    public static SecretContent New(IEnumerable<KeyValuePair<string, JsonNode?>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var json = new JsonObject(members.Where(member => member.Value is not null))
        {
            ["custom_fields"] = new JsonArray(),
            ["tags"] = new JsonArray(),
        };
        return new SecretContent(json);
    }

    /// <summary>Parses the opened bytes of a secret.</summary>
    /// <returns><see langword="null"/> when they are not one JSON object, a member occurs twice, or a text is not valid Unicode.</returns>
    public static SecretContent? Parse(ReadOnlySpan<byte> utf8) =>
        OpenedJson.Parse(utf8, MaxDepth) is { } json ? new SecretContent(json) : null;

    /// <summary>The JSON to seal. The caller zeroes it.</summary>
    public byte[] ToUtf8() => OpenedJson.ToUtf8(_json, MaxDepth);

    /// <summary>A member's value, if it is there and a string.</summary>
    public string? GetString(string member) =>
        _json[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A member's JSON value. <see langword="null"/> when it is absent or null.</summary>
    public JsonNode? Get(string member) => _json[member];

    /// <summary>Sets or adds a member; <see langword="null"/> removes it.</summary>
    public void Set(string member, JsonNode? value)
    {
        if (value is null)
            _json.Remove(member);
        else
            _json[member] = value;
    }

    /// <summary>The variables of an Environment Variables secret, in their order. Empty for every other type.</summary>
    /// <exception cref="FormatException">An entry is not an object with the strings <c>key</c> and <c>value</c>.</exception>
    public IReadOnlyList<EnvironmentVariable> GetVariables() =>
        _json[Variables] is JsonArray entries ? [.. entries.Select(ToVariable)] : [];

    /// <summary>Sets the first variable of that name, or appends one.</summary>
    public void SetVariable(string key, string value)
    {
        if (FindVariable(key) is { } entry)
            entry["value"] = value;
        else if (_json[Variables] is JsonArray entries)
            entries.Add((JsonNode)new JsonObject { ["key"] = key, ["value"] = value });
        else
            _json[Variables] = ToJson([new EnvironmentVariable(key, value)]);
    }

    /// <summary>Makes these the variables, in this order. An entry that stays keeps the members of it that are not known here.</summary>
    public void SetVariables(IEnumerable<EnvironmentVariable> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var before = (_json[Variables] as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
        var after = new JsonArray();
        foreach (var variable in variables)
        {
            var entry = before.Find(entry => ToVariable(entry).Key == variable.Key);
            if (entry is not null)
                before.Remove(entry);
            entry = entry?.DeepClone().AsObject() ?? new JsonObject { ["key"] = variable.Key };
            entry["value"] = variable.Value;
            after.Add((JsonNode)entry);
        }

        _json[Variables] = after;
    }

    /// <summary>Removes every variable of that name.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RemoveVariable(string key)
    {
        var found = false;
        while (FindVariable(key) is { } entry)
            found = entry.Parent!.AsArray().Remove(entry);
        return found;
    }

    private JsonObject? FindVariable(string key) =>
        (_json[Variables] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(entry => ToVariable(entry).Key == key);

    private bool Has(SecretType type)
    {
        var prefix = SecretTypes.NameOf(type) + "_";
        return _json.Any(member => member.Value is not null && member.Key.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static EnvironmentVariable ToVariable(JsonNode? entry)
    {
        if (entry is JsonObject variable
            && variable["key"] is JsonValue key && key.TryGetValue<string>(out var name)
            && variable["value"] is JsonValue value && value.TryGetValue<string>(out var text))
            return new EnvironmentVariable(name, text);

        throw new FormatException("a variable is not an object with the strings key and value");
    }

    private static JsonArray ToJson(IEnumerable<EnvironmentVariable> variables) =>
        [.. variables.Select(variable => (JsonNode)new JsonObject { ["key"] = variable.Key, ["value"] = variable.Value })];
}
