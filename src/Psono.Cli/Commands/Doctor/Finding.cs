namespace Psono.Cli.Commands.Doctor;

internal enum Verdict
{
    Ok,
    Warn,
    Fail,
}

/// <summary>What one check found, and what to do about it.</summary>
internal sealed record Finding(string Check, Verdict Verdict, string Message, string? Hint)
{
    public static Finding Ok(string check, string message) => new(check, Verdict.Ok, message, null);

    public static Finding Warn(string check, string message, string hint) => new(check, Verdict.Warn, message, hint);
}
