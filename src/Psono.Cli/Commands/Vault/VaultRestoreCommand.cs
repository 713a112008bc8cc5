using System.CommandLine;
using Psono.Client.Vault;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultRestoreCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = new("secret")
    {
        Description = "id, title, or folder/title of the secret; with --tree, the id of a version",
    };
    private readonly Argument<Guid?> _version = new("version")
    {
        Description = "id of the version, as listed by history; if omitted, the secret is restored from the trash",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _tree = new("--tree")
    {
        Description = "restore an earlier version of the whole list of folders and secrets; what was created since is kept",
    };

    public VaultRestoreCommand(VaultContext vault)
        : base(
            vault, "restore",
            "restore an earlier version of a secret, a secret from the trash, or one that is not in any folder")
    {
        Add(_secret);
        Add(_version);
        Add(_tree);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault restore 'production database'",
        "psonoci vault restore 'production database' 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
        "psonoci vault restore --tree 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
    ];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (secret, version) = (parsed.GetValue(_secret)!, parsed.GetValue(_version));
        if (parsed.GetValue(_tree) && version is not null)
            throw PsonociException.Usage("--tree takes the id of one version");

        using var client = Vault.Open(parsed);
        if (parsed.GetValue(_tree))
            await RestoreTreeAsync(client, TreeVersionView.ParseId(secret), cancellationToken);
        else if (version is { } id)
            await RestoreVersionAsync(client, secret, id, cancellationToken);
        else
            await TakeBackAsync(client, secret, cancellationToken);
    }

    private async Task RestoreTreeAsync(VaultClient client, Guid version, CancellationToken cancellationToken)
    {
        await client.TreeHistory.RestoreAsync(version, cancellationToken);
        Vault.Terminal.Tell("Restored the list of folders and secrets. To undo this: psonoci vault history --tree");
    }

    private async Task RestoreVersionAsync(VaultClient client, string secret, Guid version, CancellationToken cancellationToken)
    {
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), secret);
        await client.Secrets.RestoreVersionAsync(item, version, cancellationToken);
        await GrantTitles.UpdateAsync(Vault, client, item, cancellationToken);
        Vault.Terminal.Tell($"Restored '{Printable.Of(item.Name)}'. The previous version is in its history.");
    }

    /// <summary>Out of the trash, or from outside of all folders.</summary>
    private async Task TakeBackAsync(VaultClient client, string secret, CancellationToken cancellationToken)
    {
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        var unfiled = await UnfiledIds.AmongAsync(client, tree, [secret], cancellationToken);
        if (unfiled.TryGetValue(secret, out var id))
        {
            await RestoreUnfiledAsync(client, id, cancellationToken);
            return;
        }

        var item = EntrySelector.Find(tree, secret, includeTrash: true);
        if (!item.IsInTrash)
            throw new PsonociException(
                "not-in-trash", $"'{item.Name}' is not in the trash", "to restore an earlier version, give its id: psonoci vault history");
        if (!item.IsDeleted)
            throw new PsonociException(
                "folder-in-trash", $"the folder of '{item.Name}' is in the trash", "restore the folder in the web vault");
        await client.Secrets.UntrashAsync(item, cancellationToken);
        Vault.Terminal.Tell($"Restored '{Printable.Of(item.Name)}' from the trash.");
    }

    private async Task RestoreUnfiledAsync(VaultClient client, Guid id, CancellationToken cancellationToken)
    {
        var item = await client.Unfiled.RestoreAsync(id, cancellationToken) ?? throw new PsonociException(
            "not-found", $"no earlier version of the list of folders has the key of secret {id}",
            "if it is no longer needed, delete it permanently: psonoci vault rm --purge");
        Vault.Terminal.Tell($"Restored '{Printable.Of(EntrySelector.PathOf(item))}'.");
    }
}
