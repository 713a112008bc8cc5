using System.Text;

namespace Psono.Server.Configuration;

/// <summary>What <c>--help</c> prints: every setting with its three spellings, its default and an example.</summary>
internal static class HelpText
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            psono-server: stores secrets that only their owners can read

            Usage: psono-server [--option value]...
                   psono-server <command> [--option value]...

            Commands, each with --help. While the server runs, it executes them: they need the same data directory, or sudo.
              user list|invite|create|disable|enable|delete|promote|demote|reset-2fa|verify-email
              invitation list|revoke
              session list|end
              key show                  the server key, to compare
              mail test                 send a test e-mail, and show what the mail server says
              backup, restore           one file with the database (SQLite) and the keys
              healthcheck               is the server with these settings ready?

            Each option can also be set as environment variable or, without the prefix PSONO_, in appsettings.json in the data directory.
            The command line wins over the environment, the environment over the file.

            """);

        foreach (var setting in Settings.All)
        {
            text.Append('\n').Append("  ").Append(setting.Option).Append(" (").Append(setting.Environment).Append(")\n");
            text.Append("      ").Append(setting.Help).Append(".\n");
            if (setting.Secret)
                text.Append("      ").Append(setting.Environment).Append("_FILE names a file that contains it.\n");
            text.Append("      default: ").Append(setting.Default.Length == 0 ? "none" : setting.Default);
            text.Append("; example: ").Append(setting.Option).Append(' ').Append(setting.Example).Append('\n');
        }

        return text.Append("\n  --help, --version\n").ToString();
    }
}
