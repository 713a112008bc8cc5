using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Console;

namespace Psono.Server.Hosting;

/// <summary>
/// What systemd, or whoever else speaks its protocol, is told. Not <c>AddSystemd</c>: that looks at the name of the parent process, which
/// a hardened unit hides, and leaves SIGINT to nobody.
/// </summary>
internal static class Systemd
{
    /// <summary>That the server is ready, and that it stops.</summary>
    public static void Notify(IHostApplicationLifetime lifetime)
    {
        var notifier = new SystemdNotifier();
        if (!notifier.IsEnabled)
            return;
        lifetime.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping));
    }

    /// <summary>The journal gets the level of each line, and has the time itself. Sessions of people have its variable too.</summary>
    public static void Log(ILoggingBuilder logging, string? node)
    {
        var isJournal = IsSet("NOTIFY_SOCKET") && IsSet("JOURNAL_STREAM");
        if (isJournal)
            logging.AddSystemdConsole();
        else
            logging.AddSimpleConsole(console => console.SingleLine = true);
        if (node is not null)
            NodeFormatter.Use(logging, node, isJournal ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple);
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
