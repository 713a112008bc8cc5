using System.Globalization;
using System.Text.Json.Nodes;

namespace Psono.Web.Secrets;

/// <summary>One member of a type of secret. Its label is the text of the name without the type: <c>Field_username</c>.</summary>
/// <param name="Name">The member's name without the type in front.</param>
/// <param name="Kind">How it is shown and typed.</param>
public sealed record FieldDefinition(string Name, FieldKind Kind = FieldKind.Text)
{
    /// <summary>The web client writes it even when it is empty.</summary>
    public bool Always { get; init; }

    /// <summary>What a new secret has there.</summary>
    public string Default { get; init; } = "";

    /// <summary>Kept out of the way until it is asked for.</summary>
    public bool Advanced { get; init; }

    /// <summary>The values that it may have, if they are few.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsHidden => Kind is FieldKind.Hidden or FieldKind.HiddenLines;

    /// <summary>The member's value for what was typed; null for none.</summary>
    public JsonNode? ToJson(string text) => Kind switch
    {
        FieldKind.Flag => text == "true",
        FieldKind.Number => int.TryParse(text, out var number) ? number : Always ? int.Parse(Default, CultureInfo.InvariantCulture) : null,
        _ => text.Length > 0 || Always ? text : null,
    };
}
