using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorListCommand : VaultSubcommand
{
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultSecondFactorListCommand(VaultContext vault)
        : base(vault, "ls", "list the methods of two-step login")
    {
        Aliases.Add("list");
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var factors = await client.SecondFactors.ListAsync(cancellationToken);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. factors.Select(SecondFactorView.ToJson)]));
        else if (factors.Count == 0)
            Vault.Terminal.Tell("Two-step login is off.");
        else
            Vault.Terminal.Write(Table.Format([.. factors.Select(SecondFactorView.ToRow)]));
    }
}
