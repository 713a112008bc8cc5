using System.Text;

namespace Psono.Cli.Supervision;

/// <summary>
/// Variables by which systemd says which process its descriptors and its watchdog are for: psonoci, where that is the parent of the
/// command. The command would not take them for its own (sd_listen_fds(3), sd_watchdog_enabled(3)).
/// </summary>
internal static class OwnProcessId
{
    private static readonly string[] Names = ["LISTEN_PID", "WATCHDOG_PID", "SYSTEMD_EXEC_PID"];

    /// <summary>In the process that is about to become the command.</summary>
    public static IReadOnlyList<byte[]> Adopt(IReadOnlyList<byte[]> environment, int supervisor)
    {
        var adopted = environment.ToList();
        foreach (var name in Names)
        {
            var theirs = Encoding.ASCII.GetBytes($"{name}={supervisor}");
            for (var i = 0; i < adopted.Count; i++)
            {
                if (adopted[i].AsSpan().SequenceEqual(theirs))
                    adopted[i] = Encoding.ASCII.GetBytes($"{name}={Environment.ProcessId}");
            }
        }

        // Names the same process by the number of its pidfd, which only the kernel could change.
        if (!adopted.SequenceEqual(environment))
            adopted.RemoveAll(entry => entry.AsSpan().StartsWith("LISTEN_PIDFDID="u8));
        return adopted;
    }
}
