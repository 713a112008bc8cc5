using System.Text.Json.Nodes;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>YAML as PyYAML reads it; a reference of GitLab's is a list.</summary>
internal static class Yaml
{
    private const string Script = """
        import json, sys, yaml
        yaml.SafeLoader.add_constructor("!reference", lambda loader, node: loader.construct_sequence(node))
        print(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer))))
        """;

    /// <summary>The documents of a text.</summary>
    public static async Task<JsonArray> ReadAsync(string text)
    {
        var json = await Shell.RunAsync($"exec python3 -c '{Script}'", input: text);
        return JsonNode.Parse(json.Succeeds().Output)!.AsArray();
    }

    public static string[] Names(JsonNode? mapping) => [.. mapping!.AsObject().Select(pair => pair.Key)];
}
