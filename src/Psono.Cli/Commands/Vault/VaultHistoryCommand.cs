using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultHistoryCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = EntrySelector.Argument();
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultHistoryCommand(VaultContext vault)
        : base(vault, "history", "list the earlier versions of a secret, newest first: id, when and by whom it was replaced")
    {
        Add(_secret);
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), parsed.GetValue(_secret)!);
        var versions = await client.Secrets.ListVersionsAsync(item, cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. versions.Select(version => new JsonObject
            {
                ["id"] = $"{version.Id}",
                ["replaced"] = version.CreateDate,
                ["replaced_by"] = version.Username,
            })]));
            return;
        }

        Vault.Terminal.Write(Table.Format([.. versions.Select(version => new[]
        {
            $"{version.Id}", ServerTime.Show(version.CreateDate), Printable.Of(version.Username ?? "(deleted account)"),
        })]));
        if (versions.Count == 0)
            Vault.Terminal.Tell($"'{Printable.Of(item.Name)}' was never changed.");
    }
}
