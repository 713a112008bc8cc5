using System.Text.Json;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>One JSON object: names and values.</summary>
internal static class JsonFormat
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = PlainJsonEncoder.ForScreen };

    public static void Write(SecretBuffer output, IReadOnlyList<SecretVariable> variables)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            foreach (var variable in variables)
                json.WriteString(variable.Name, variable.Value);
            json.WriteEndObject();
        }

        output.Append((byte)'\n');
    }
}
