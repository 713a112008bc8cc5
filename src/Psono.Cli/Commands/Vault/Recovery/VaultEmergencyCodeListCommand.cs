using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultEmergencyCodeListCommand : VaultSubcommand
{
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultEmergencyCodeListCommand(VaultContext vault)
        : base(vault, "ls", "list the emergency codes, and whether someone uses one")
    {
        Aliases.Add("list");
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var codes = await client.EmergencyCodes.ListAsync(cancellationToken);
        var now = Vault.Terminal.Time.GetUtcNow();
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. codes.Select(EmergencyCodeView.ToJson)]));
        else if (codes.Count == 0)
            Vault.Terminal.Tell("There are no emergency codes.");
        else
            Vault.Terminal.Write(Table.Format([.. codes.Select(code => EmergencyCodeView.ToRow(code, now))]));
    }
}
