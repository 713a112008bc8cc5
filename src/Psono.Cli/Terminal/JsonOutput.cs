using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Commands.Secret;

namespace Psono.Cli.Terminal;

/// <summary>Output for scripts.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "print JSON" };

    public static void Write(TerminalOutput terminal, JsonNode json) => terminal.WriteLine(SecretJson.Format(json, indented: true));
}
