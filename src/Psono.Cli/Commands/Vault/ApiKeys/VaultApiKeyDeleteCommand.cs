using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyDeleteCommand : VaultSubcommand
{
    private readonly Argument<string> _key = ApiKeySelector.Argument();

    public VaultApiKeyDeleteCommand(VaultContext vault)
        : base(vault, "delete", "delete an API key: machines using it lose access immediately")
    {
        Aliases.Add("rm");
        Add(_key);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var entry = await ApiKeySelector.FindAsync(client, parsed.GetValue(_key)!, cancellationToken);
        await client.ApiKeys.DeleteAsync(entry.Id, cancellationToken);
        Vault.Terminal.Tell($"Deleted '{Printable.Of(entry.Title)}'.");
    }
}
