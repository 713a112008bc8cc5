using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.Datastores;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultListCommand : VaultSubcommand
{
    private readonly Option<bool> _trash = new("--trash") { Description = "list the trash instead" };
    private readonly Option<bool> _unfiled = new("--unfiled")
    {
        Description = "list secrets that are in no folder because a client was interrupted while saving, or overwrote the list of folders",
    };
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultListCommand(VaultContext vault)
        : base(vault, "ls", "list the secrets: ids, types, folders and titles")
    {
        Aliases.Add("list");
        Add(_trash);
        Add(_unfiled);
        Add(_json);
    }

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        if (parsed.GetValue(_unfiled))
        {
            UnfiledView.Show(
                Vault.Terminal, await client.Unfiled.ListAsync(tree, cancellationToken), asJson: parsed.GetValue(_json));
            return;
        }

        var trash = parsed.GetValue(_trash);
        var items = tree.Items.Where(item => item.SecretId is not null && item.IsInTrash == trash)
            .OrderBy(EntrySelector.PathOf, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. items.Select(ToJson)]));
        else
            Vault.Terminal.Write(Table.Format([.. items.Select(ToRow)]));
        if (trash)
            return;
        var unfiled = await client.Unfiled.ListAsync(tree, cancellationToken);
        if (unfiled.Count > 0)
            Vault.Terminal.Tell($"{Count.Of(unfiled.Count, "secret")} not in any folder: psonoci vault ls --unfiled");
        if (tree.Shares > 0)
            Vault.Terminal.Tell(
                $"{Count.Of(tree.Shares, "shared entry", "shared entries")} not listed: open them with Psono's own web client.");
    }

    private static string[] ToRow(DatastoreItem item) =>
        [$"{item.SecretId}", Printable.Of(item.Type), Printable.Of(EntrySelector.PathOf(item))];

    private static JsonObject ToJson(DatastoreItem item) => new()
    {
        ["id"] = $"{item.SecretId}",
        ["title"] = item.Name,
        ["type"] = item.Type,
        ["folder"] = string.Join('/', item.Folder),
    };
}
