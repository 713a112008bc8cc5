namespace Psono.Cli.Supervision;

/// <summary>What waitpid(2) tells.</summary>
internal static class WaitStatus
{
    public static bool IsStopped(int status) => (status & 0xFF) == 0x7F;

    public static int StopSignal(int status) => (status >> 8) & 0xFF;

    /// <summary>The exit code, or 128 and the signal, as shells have it.</summary>
    public static int ExitCode(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
}
