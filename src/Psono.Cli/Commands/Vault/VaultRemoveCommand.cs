using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultRemoveCommand : VaultSubcommand
{
    private readonly Argument<string[]> _secrets = new("secret")
    {
        Description = "id or title of the secret",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _purge = new("--purge")
    {
        Description = "delete for good, with all versions; works for what is in the trash as well",
    };

    public VaultRemoveCommand(VaultContext vault)
        : base(vault, "rm", "put a secret into the trash; restore takes it out again")
    {
        Add(_secrets);
        Add(_purge);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var purge = parsed.GetValue(_purge);
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        var items = parsed.GetValue(_secrets)!
            .Select(secret => EntrySelector.Find(tree, secret, includeTrash: purge)).DistinctBy(item => item.LinkId).ToList();
        foreach (var item in items)
        {
            await (purge ? client.Secrets.DeleteAsync(item, cancellationToken) : client.Secrets.TrashAsync(item, cancellationToken));
            Vault.Terminal.Tell($"{(purge ? "Deleted" : "Put into the trash:")} '{Printable.Of(item.Name)}'.");
        }
    }
}
