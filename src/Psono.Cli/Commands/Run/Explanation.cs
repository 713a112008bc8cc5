using System.Buffers;
using System.Text;
using System.Text.Json;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Run;

/// <summary>What <c>run</c> would do: names, sources, sizes, and which variable stands before which. Never a value.</summary>
internal sealed class Explanation(InheritedEnvironment inherited, IReadOnlyList<MergedVariable> variables, RunOptions options)
{
    /// <summary>The secrets whose grants are not bound to them.</summary>
    public IReadOnlyList<Guid> UnboundSecrets { get; init; } = [];

    public void WriteText(TerminalOutput terminal)
    {
        var width = variables.Select(variable => variable.Winner.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var variable in variables)
        {
            var (winner, replaced, steers) = (variable.Winner, variable.Replaced, variable.Steers);
            var from = winner.Name == winner.OriginalName ? "" : $"{winner.OriginalName} in ";
            var before = replaced.Select(other => $"{other.Source}").Concat(ReplacesInherited(winner) ? ["the inherited one"] : []);
            var note = string.Join(", ", before) is { Length: > 0 } list ? $"; overrides {list}" : "";
            if (steers is not null)
                note += $"; controls where {steers} are found";
            var unit = winner.Value.Length == 1 ? "byte " : "bytes";
            terminal.WriteLine($"{winner.Name.PadRight(width)}  {winner.Value.Length,7:N0} {unit}  "
                + $"{(options.IsFile(winner.Name) ? "in a file, " : "")}from {from}{winner.Source}{note}");
        }

        terminal.WriteLine($"{Count.Of(variables.Count, "variable")} from secrets, {InheritedCount} inherited");
        if (Unbound is { } unbound)
            terminal.WriteLine(unbound);
    }

    /// <summary>A sentence about the secrets whose grants are not bound; null if there is none.</summary>
    public string? Unbound => UnboundSecrets.Count == 0
        ? null
        : $"{Count.Of(UnboundSecrets.Count, "grant")} not bound to a secret, which a malicious server could swap: "
            + $"{string.Join(", ", UnboundSecrets)}; to bind, grant again: psonoci vault api-key grant";

    /// <summary>How much there is, in a few words.</summary>
    public string Summary(int secrets) =>
        $"{Count.Of(variables.Count, "variable")} from {Count.Of(secrets, "secret")}, {InheritedCount} inherited";

    public void WriteJson(TerminalOutput terminal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var format = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = PlainJsonEncoder.ForScreen };
        using (var json = new Utf8JsonWriter(buffer, format))
        {
            json.WriteStartObject();
            json.WriteStartArray("variables");
            foreach (var variable in variables)
                Write(json, variable);
            json.WriteEndArray();
            json.WriteNumber("inherited", InheritedCount);
            json.WriteStartArray("unbound");
            foreach (var id in UnboundSecrets)
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Write(buffer.WrittenSpan);
        terminal.Write("\n");
    }

    private int InheritedCount => inherited.Entries.Count(entry => CommandEnvironment.IsInherited(entry, options))
        - variables.Count(variable => ReplacesInherited(variable.Winner));

    private void Write(Utf8JsonWriter json, MergedVariable variable)
    {
        json.WriteStartObject();
        json.WriteString("name", variable.Winner.Name);
        json.WriteString("original_name", variable.Winner.OriginalName);
        json.WriteNumber("bytes", variable.Winner.Value.Length);
        if (options.IsFile(variable.Winner.Name))
            json.WriteBoolean("file", true);
        WriteSource(json, variable.Winner);
        json.WriteStartArray("replaces");
        foreach (var replaced in variable.Replaced)
        {
            json.WriteStartObject();
            WriteSource(json, replaced);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("replaces_inherited", ReplacesInherited(variable.Winner));
        if (variable.Steers is { } steers)
            json.WriteString("steers", steers);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, SecretVariable variable)
    {
        json.WriteString("secret_id", variable.Source.SecretId);
        json.WriteString("secret_title", variable.Source.Title);
    }

    private bool ReplacesInherited(SecretVariable variable)
    {
        var name = Encoding.UTF8.GetBytes(variable.Name);
        return inherited.Entries.Any(entry => CommandEnvironment.IsNamed(entry, name, options)
            && CommandEnvironment.IsInherited(entry, options));
    }
}
