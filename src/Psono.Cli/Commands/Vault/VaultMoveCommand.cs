using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultMoveCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = EntrySelector.Argument();
    private readonly Argument<string> _folder = new("folder")
    {
        Description = "folder such as Production/Databases, created if it does not exist; / for no folder",
    };

    public VaultMoveCommand(VaultContext vault)
        : base(vault, "mv", "move a secret to another folder")
    {
        Aliases.Add("move");
        Add(_secret);
        Add(_folder);
    }

    public override IReadOnlyList<string> Examples => ["psonoci vault mv 'production database' Production/Databases"];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), parsed.GetValue(_secret)!);
        var folder = FolderName.Parse(parsed.GetValue(_folder)!);
        var place = folder.Length == 0 ? "no folder" : Printable.Of(string.Join('/', folder));
        if (item.Folder.SequenceEqual(folder))
        {
            Vault.Terminal.Tell($"'{Printable.Of(item.Name)}' is already in {place}.");
            return;
        }

        await FolderName.InAsync(async () =>
        {
            await client.Secrets.MoveAsync(item, folder, cancellationToken);
            return true;
        });
        Vault.Terminal.Tell($"Moved '{Printable.Of(item.Name)}' to {place}.");
    }
}
