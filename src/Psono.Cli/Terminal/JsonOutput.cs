using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Cli.Terminal;

/// <summary>Output for scripts.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = PlainJsonEncoder.Instance };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    public static Option<bool> Option() => new("--json") { Description = "print JSON" };

    public static string Format(JsonNode json, bool indented) => json.ToJsonString(indented ? Indented : Compact);

    public static void Write(TerminalOutput terminal, JsonNode json) => terminal.WriteLine(Format(json, indented: true));
}
