using Psono.Shared;

namespace Psono.Cli;

/// <summary>An expected failure: one line for people, a code for scripts, and what to do about it. Never holds a secret value.</summary>
internal sealed class PsonociException(string code, string message, string? hint = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Hint { get; } = hint;

    public int ExitCode { get; init; } = ExitCodes.Error;

    /// <summary>A word that has to be one of a few.</summary>
    public static PsonociException NotOneOf(string what, string given, IReadOnlyCollection<string> known) =>
        Usage($"{what} '{Printable.Short(given)}'{Guess.Question(given, known)}", $"one of: {string.Join(", ", known)}");

    public static PsonociException Usage(string message, string? hint = null) => new("usage", message, hint) { ExitCode = ExitCodes.Usage };
}
