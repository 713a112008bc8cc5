using System.Security.Cryptography;

namespace Psono.Client;

// docs/decisions/0006
/// <summary>
/// Writes that never overwrite what another client wrote meanwhile: a server that checks versions refuses them, then the change is made
/// again, to what is there now.
/// </summary>
internal static class Optimistic
{
    private const string Mismatch = "WRITE_DATE_MISMATCH";
    private const int MaxConflicts = 20;

    /// <summary>Whether a write was refused because the version it started from is not the stored one any more.</summary>
    public static bool IsConflict(PsonoApiException refusal) => refusal.ServerCode == Mismatch;

    /// <summary>Whether something was stored; if not, another client wrote since it was read.</summary>
    public static async Task<bool> TryAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
            return true;
        }
        catch (PsonoApiException e) when (IsConflict(e))
        {
            return false;
        }
    }

    /// <param name="readChangeWrite">One attempt: reads anew, and tells whether it could write.</param>
    /// <param name="what">What is changed, for the message.</param>
    /// <param name="time">The clock of the pauses between attempts.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="PsonoApiException">Others were faster each time.</exception>
    public static async Task RunAsync(Func<Task<bool>> readChangeWrite, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await readChangeWrite().ConfigureAwait(false); attempt++)
        {
            if (attempt == MaxConflicts)
                throw new PsonoApiException(PsonoFailure.WriteConflict, $"others kept changing {what}, nothing was written");

            // By chance: those that got in each other's way do not do so again.
            var pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 20 * attempt));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
