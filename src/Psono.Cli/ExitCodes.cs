namespace Psono.Cli;

/// <summary>
/// As <c>env</c>, <c>timeout</c> and <c>docker run</c> have them: what <c>run</c> starts keeps every other code for itself.
/// </summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Error = 1;
    public const int Usage = 2;

    /// <summary><c>run</c>: psonoci failed before the command was started.</summary>
    public const int NotStarted = 125;

    /// <summary><c>run</c>: the command was found but cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary><c>run</c>: the command was not found.</summary>
    public const int NotFound = 127;
}
