using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultLogoutCommand(VaultContext vault) : VaultSubcommand(vault, "logout", "log out, here and on the server")
{
    /// <summary>First the file, so that whatever the server does, this machine can no longer open the vault.</summary>
    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = FindSession();
        Vault.Session.Delete();
        if (session is null)
        {
            Vault.Terminal.Tell("You were not logged in.");
            return;
        }

        try
        {
            using var client = Vault.Connect(parsed, session);
            await client.LogoutAsync(cancellationToken);
            Vault.Terminal.Tell($"Logged out {session.Username}.");
        }
        catch (PsonoApiException e)
        {
            Vault.Terminal.Warn($"logged out here, but not on the server: {e.Message}. "
                + $"The session expires there at {ServerTime.Show(session.ValidTill)}");
        }
    }

    /// <summary>A file that is damaged, or that others may read, has to go as well.</summary>
    private VaultSession? FindSession()
    {
        try
        {
            return Vault.Session.Find();
        }
        catch (PsonociException e) when (e.Code == "session")
        {
            Vault.Terminal.Warn(e.Message);
            return null;
        }
    }
}
