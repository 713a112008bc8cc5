using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Cli.Terminal;

/// <summary>Output for scripts.</summary>
internal static class JsonOutput
{
    /// <summary>More than the content of a secret has, which may be a part of what is printed.</summary>
    private const int MaxDepth = 128;

    private static readonly JsonSerializerOptions Compact = Options(PlainJsonEncoder.Instance, indented: false);
    private static readonly JsonSerializerOptions Indented = Options(PlainJsonEncoder.Instance, indented: true);
    private static readonly JsonSerializerOptions CompactOnScreen = Options(PlainJsonEncoder.ForScreen, indented: false);
    private static readonly JsonSerializerOptions IndentedOnScreen = Options(PlainJsonEncoder.ForScreen, indented: true);

    public static Option<bool> Option() => new("--json") { Description = "print JSON" };

    /// <param name="json">What to write.</param>
    /// <param name="indented">Over several lines.</param>
    /// <param name="onScreen">Whether a person looks at it: then what would do something to a terminal is escaped.</param>
    public static string Format(JsonNode json, bool indented, bool onScreen = false) => json.ToJsonString(
        onScreen ? (indented ? IndentedOnScreen : CompactOnScreen) : (indented ? Indented : Compact));

    public static void Write(TerminalOutput terminal, JsonNode json) =>
        terminal.WriteLine(Format(json, indented: true, terminal.IsTerminal));

    private static JsonSerializerOptions Options(PlainJsonEncoder encoder, bool indented) => new()
    {
        Encoder = encoder,
        MaxDepth = MaxDepth,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
