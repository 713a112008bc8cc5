using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Psono.Server.Operations;

/// <summary>What a command says.</summary>
/// <param name="Output">For stdout.</param>
/// <param name="Note">For stderr.</param>
/// <param name="Code">The exit code.</param>
internal sealed record OperatorAnswer(string Output = "", string? Note = null, int Code = 0)
{
    public static OperatorAnswer Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(value, type) + "\n");
}

/// <summary>A command that cannot be executed: one line for people, exit code 1.</summary>
internal sealed class OperatorException(string message) : Exception(message);
