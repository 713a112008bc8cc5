using System.Runtime.InteropServices;

namespace Psono.Cli.Terminal;

/// <summary>
/// Lets work that leaves something behind when it is cut off in the middle, such as a secret without its entry, clean up first when the
/// process is interrupted. Not for work that waits for a person.
/// </summary>
internal static class Interruption
{
    public static async Task<T> CleanUpAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await work(interrupted.Token);

        // A second signal ends the process as always.
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }
}
