namespace Psono.Client.ApiKeys.Settings;

/// <summary>Settings are missing or wrong. The message is one line and never holds a key.</summary>
/// <param name="message">What is missing or wrong.</param>
/// <param name="hint">What to do about it, if more can be said.</param>
public sealed class ApiKeySettingsException(string message, string? hint = null) : Exception(message)
{
    /// <summary>Gets what to do about it, if more can be said.</summary>
    public string? Hint { get; } = hint;
}
