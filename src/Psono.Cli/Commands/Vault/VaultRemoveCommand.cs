using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultRemoveCommand : VaultSubcommand
{
    private readonly Argument<string[]> _secrets = new("secret")
    {
        Description = "id, title, or folder/title of the secret",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _purge = new("--purge")
    {
        Description = "delete permanently, with all versions; also works for secrets in the trash",
    };

    public VaultRemoveCommand(VaultContext vault)
        : base(vault, "rm", "move secrets to the trash; undo with restore")
    {
        Aliases.Add("delete");
        Add(_secrets);
        Add(_purge);
    }

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var purge = parsed.GetValue(_purge);
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        var names = parsed.GetValue(_secrets)!.Distinct().ToList();
        var unfiled = await UnfiledIds.AmongAsync(client, tree, names, cancellationToken);
        if (!purge && unfiled.Count > 0)
        {
            throw new PsonociException(
                "unfiled", $"secret {unfiled.Values.First()} is not in any folder and cannot be moved to the trash",
                "delete it permanently: psonoci vault rm --purge");
        }

        var items = names.Where(name => !unfiled.ContainsKey(name))
            .Select(secret => EntrySelector.Find(tree, secret, includeTrash: purge)).DistinctBy(item => item.LinkId).ToList();
        foreach (var item in items)
        {
            await (purge ? client.Secrets.DeleteAsync(item, cancellationToken) : client.Secrets.TrashAsync(item, cancellationToken));
            Vault.Terminal.Tell(purge ? $"Deleted '{Printable.Of(item.Name)}'." : $"Moved '{Printable.Of(item.Name)}' to the trash.");
        }

        foreach (var id in unfiled.Values.Distinct())
        {
            await client.Unfiled.DeleteAsync(id, cancellationToken);
            Vault.Terminal.Tell($"Deleted {id}, which was not in any folder.");
        }
    }
}
