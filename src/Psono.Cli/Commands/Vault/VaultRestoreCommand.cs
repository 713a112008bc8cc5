using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultRestoreCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = EntrySelector.Argument();
    private readonly Argument<Guid?> _version = new("version")
    {
        Description = "id of the version, as listed by history; without it, the secret is taken out of the trash",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public VaultRestoreCommand(VaultContext vault)
        : base(vault, "restore", "make an earlier version of a secret the current one, or take a secret out of the trash")
    {
        Add(_secret);
        Add(_version);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault restore 'production database'",
        "psonoci vault restore 'production database' 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var version = parsed.GetValue(_version);
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        var item = EntrySelector.Find(tree, parsed.GetValue(_secret)!, includeTrash: version is null);
        if (version is { } id)
        {
            await client.Secrets.RestoreVersionAsync(item, id, cancellationToken);
            await GrantTitles.UpdateAsync(Vault, client, item, cancellationToken);
            Vault.Terminal.Tell($"'{Printable.Of(item.Name)}' is as it was. The version before is in its history.");
            return;
        }

        if (!item.IsInTrash)
            throw new PsonociException(
                "not-in-trash", $"'{item.Name}' is not in the trash", "to restore an earlier version, give its id: psonoci vault history");
        if (!item.IsDeleted)
            throw new PsonociException(
                "folder-in-trash", $"the folder of '{item.Name}' is in the trash", "restore the folder in the web vault");
        await client.Secrets.UntrashAsync(item, cancellationToken);
        Vault.Terminal.Tell($"Took '{Printable.Of(item.Name)}' out of the trash.");
    }
}
