using System.Text.Json;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;

namespace Psono.Web.Secrets;

/// <summary>Variables as people have them: the text of a <c>.env</c> file, or JSON.</summary>
internal sealed class PastedVariables
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private PastedVariables(IReadOnlyList<EnvironmentVariable> variables, IReadOnlyList<PasteProblem> problems)
    {
        Variables = variables;
        Problems = problems;
    }

    public IReadOnlyList<EnvironmentVariable> Variables { get; }

    /// <summary>Why nothing is taken over, or what to look at.</summary>
    public IReadOnlyList<PasteProblem> Problems { get; }

    public bool CanBeRead => !Problems.Any(problem => problem.IsError);

    public static PastedVariables Read(string text)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
            return ReadJson(text);
        var file = DotenvFile.Read(text);
        return new PastedVariables(file.Variables, PasteProblem.Of(file.Problems));
    }

    private static PastedVariables ReadJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            List<EnvironmentVariable> variables = json.RootElement.ValueKind == JsonValueKind.Object
                ? [.. json.RootElement.EnumerateObject().Select(member => new EnvironmentVariable(member.Name, Text(member.Value)))]
                : [.. json.RootElement.EnumerateArray().Select(ReadEntry)];
            var names = new HashSet<string>(StringComparer.Ordinal);
            return variables.TrueForAll(variable => names.Add(variable.Key)) ? new(variables, []) : Refused("PasteJsonTwice", []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            // An argument is what half of a surrogate pair in the text is to the parser.
            return e is JsonException { LineNumber: { } line } ? Refused("PasteJsonLine", [(int)line + 1]) : Refused("PasteNowhere", []);
        }
    }

    private static PastedVariables Refused(string text, IReadOnlyList<int> lines) =>
        new([], [new PasteProblem(text, lines, IsError: true)]);

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
}
