using System.Text.Json.Serialization;

namespace Psono.EndToEndTests.Faults;

/// <summary>How a command ended, and what it took.</summary>
internal sealed record Measured(
    [property: JsonPropertyName("code")] int ExitCode,
    [property: JsonPropertyName("kilobytes")] int Kilobytes,
    [property: JsonPropertyName("seconds")] double Seconds);
