using System.Text.Json.Serialization;

namespace Psono.EndToEndTests.Faults;

/// <summary>What measure.py is told of a command.</summary>
internal sealed record Job(
    [property: JsonPropertyName("line")] string Line,
    [property: JsonPropertyName("directory")] string Directory,
    [property: JsonPropertyName("environment")] IReadOnlyDictionary<string, string> Environment,
    [property: JsonPropertyName("output")] string Output,
    [property: JsonPropertyName("error")] string Error);
