using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;

namespace Psono.Web.Secrets;

/// <summary>Variables as people have them: the text of a <c>.env</c> file, or JSON.</summary>
internal static partial class PastedVariables
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="FormatException">It is neither.</exception>
    public static IReadOnlyList<EnvironmentVariable> Read(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start is ['{' or '[', ..] ? ReadJson(text) : DotenvReader.Read(text, ".env");
    }

    /// <summary>The line that could not be read, for a text in the user's own language.</summary>
    public static int? LineOf(FormatException e) =>
        Line.Match(e.Message) is { Success: true } line ? int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    private static IReadOnlyList<EnvironmentVariable> ReadJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? [.. json.RootElement.EnumerateObject().Select(member => new EnvironmentVariable(member.Name, Text(member.Value)))]
                : [.. json.RootElement.EnumerateArray().Select(ReadEntry)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            // An argument is what half of a surrogate pair in the text is to the parser.
            throw new FormatException(e is JsonException { LineNumber: { } line } ? $"JSON, line {line + 1}" : "JSON");
        }
    }

    /// <summary>As other tools list them: <c>key</c> or <c>name</c>, and <c>value</c>.</summary>
    private static EnvironmentVariable ReadEntry(JsonElement entry)
    {
        var name = entry.TryGetProperty("key", out var key) ? key : entry.GetProperty("name");
        return new EnvironmentVariable(name.GetString() ?? "", Text(entry.GetProperty("value")));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"\bline (\d+)")]
    private static partial Regex Line { get; }
}
