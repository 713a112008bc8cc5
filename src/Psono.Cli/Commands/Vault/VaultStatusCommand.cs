using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultStatusCommand : VaultSubcommand
{
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultStatusCommand(VaultContext vault)
        : base(vault, "status", "show the account and server you are logged in to; fails if the session has ended")
    {
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = Vault.Session.Read();
        using var client = Vault.Open(parsed);
        var sessions = await client.ListSessionsAsync(cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Vault.Terminal, new JsonObject
            {
                ["username"] = session.Username,
                ["server_url"] = session.ServerUrl,
                ["server_verify_key"] = session.ServerVerifyKey,
                ["valid_till"] = session.ValidTill,
                ["sessions"] = sessions.Count,
            });
            return;
        }

        Vault.Terminal.Write(Table.Format(
        [
            ["account", Printable.Of(session.Username)],
            ["server", session.ServerUrl],
            ["verify key", session.ServerVerifyKey],
            ["valid until", ServerTime.Show(session.ValidTill)],
            ["sessions", $"{sessions.Count}"],
        ]));
    }
}
