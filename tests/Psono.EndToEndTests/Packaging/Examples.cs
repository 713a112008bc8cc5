using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>The YAML in documents.</summary>
internal static partial class Examples
{
    public static async Task<IEnumerable<JsonNode>> OfAsync(params string[] documents)
    {
        var texts = documents.Select(document => File.ReadAllText(Path.Combine(Published.Root, document)));
        var blocks = texts.SelectMany(text => Block().Matches(text)).Select(block => block.Groups[1].Value);
        return (await Yaml.ReadAsync(string.Join("\n---\n", blocks))).Select(example => example!);
    }

    /// <summary>Whatever in an example has names.</summary>
    public static IEnumerable<JsonObject> Mappings(JsonNode example) => example switch
    {
        JsonObject mapping => mapping.SelectMany(pair => pair.Value is null ? [] : Mappings(pair.Value)).Prepend(mapping),
        JsonArray sequence => sequence.SelectMany(item => item is null ? [] : Mappings(item)),
        _ => [],
    };

    [GeneratedRegex("^ *```yaml\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
