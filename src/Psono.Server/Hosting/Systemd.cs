using Microsoft.Extensions.Hosting.Systemd;

namespace Psono.Server.Hosting;

/// <summary>What systemd, or whoever else speaks its protocol, is told: that the server is ready, and that it stops.</summary>
internal static class Systemd
{
    /// <summary>
    /// Not <c>AddSystemd</c>: that looks at the name of the parent process, which a hardened unit hides.
    /// </summary>
    public static void Tell(WebApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        // The journal gets the level of each line, and has the time itself.
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 })
            builder.Logging.AddSystemdConsole();
        else
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    }
}
