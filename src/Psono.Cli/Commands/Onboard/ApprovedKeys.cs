using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Onboard;

// docs/decisions/0031
/// <summary>
/// The active API keys of the account that approved this machine, opened; the session with which they were read has ended.
/// </summary>
internal sealed class ApprovedKeys : IDisposable
{
    private readonly List<VaultApiKey> _keys = [];

    private ApprovedKeys()
    {
    }

    public IReadOnlyList<VaultApiKey> All => _keys;

    public static async Task<ApprovedKeys> ReadAsync(
        HttpTransport transport, VaultSession session, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        using var client = new VaultClient(transport, session, TimeProvider.System);
        var keys = new ApprovedKeys();
        try
        {
            foreach (var entry in (await client.ApiKeys.ListAsync(cancellationToken))
                .Where(entry => entry.Active).OrderBy(entry => entry.Title, StringComparer.OrdinalIgnoreCase))
                keys._keys.Add(await client.ApiKeys.ReadAsync(entry.Id, cancellationToken));
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
        finally
        {
            await LogOutAsync(client, session, terminal);
        }
    }

    /// <summary>Also when interrupted: otherwise the session would open the account for as long as the server lets sessions live.</summary>
    private static async Task LogOutAsync(VaultClient client, VaultSession session, TerminalOutput terminal)
    {
        try
        {
            await client.LogoutAsync(CancellationToken.None);
        }
        catch (PsonoApiException e)
        {
            terminal.Warn($"could not end this machine's session: {e.Message}. It expires at {ServerTime.Show(session.ValidTill)}; "
                + "end it in the web vault");
        }
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());
}
