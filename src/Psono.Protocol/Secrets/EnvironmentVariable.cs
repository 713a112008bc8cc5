namespace Psono.Protocol.Secrets;

/// <summary>
/// One variable of an <see cref="SecretType.EnvironmentVariables"/> secret. Neither member is validated by any client: both may be empty.
/// </summary>
/// <param name="Key">Name of the variable.</param>
/// <param name="Value">Value of the variable.</param>
public sealed record EnvironmentVariable(string Key, string Value)
{
    /// <summary>The name alone: a value never gets into a log by accident.</summary>
    public override string ToString() => Key;
}
