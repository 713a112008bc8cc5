using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Cli.Terminal;

/// <summary>Output for scripts.</summary>
internal static class JsonOutput
{
    /// <summary>More than the content of a secret has, which may be a part of what is printed.</summary>
    private const int MaxDepth = 128;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = PlainJsonEncoder.Instance, MaxDepth = MaxDepth };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    public static Option<bool> Option() => new("--json") { Description = "print JSON" };

    public static string Format(JsonNode json, bool indented) => json.ToJsonString(indented ? Indented : Compact);

    public static void Write(TerminalOutput terminal, JsonNode json) => terminal.WriteLine(Format(json, indented: true));
}
