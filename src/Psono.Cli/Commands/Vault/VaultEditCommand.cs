using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultEditCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = EntrySelector.Argument();
    private readonly VariableArguments _variables;
    private readonly Option<string[]> _unset = new("--unset") { Description = "variable to remove; repeatable", HelpName = "name" };
    private readonly Option<string?> _title = new("--title", "-t") { Description = "new title", HelpName = "title" };
    private readonly Option<string?> _note = new("--note") { Description = "new note; empty removes it", HelpName = "text" };

    public VaultEditCommand(VaultContext vault)
        : base(vault, "edit", "edit a secret; concurrent changes by others are kept, and the previous version can be restored")
    {
        _variables = new VariableArguments(vault.Command);
        Add(_secret);
        _variables.AddTo(this);
        Add(_unset);
        Add(_title);
        Add(_note);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault edit 'production database' db_host=db2.example.com:5432 db_password --unset db_port",
    ];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), parsed.GetValue(_secret)!);
        var edit = new SecretEdit(_variables.Read(parsed), parsed.GetValue(_unset) ?? [], parsed.GetValue(_title), parsed.GetValue(_note));
        if (edit.IsEmpty)
            throw PsonociException.Usage("nothing to change", "psonoci vault edit <secret> NAME=VALUE --unset NAME --title … --note …");

        var changed = await client.Secrets.UpdateAsync(item, edit.Apply, cancellationToken);
        if (changed && edit.Title is not null)
            await GrantTitles.UpdateAsync(Vault, client, item, cancellationToken);
        Vault.Terminal.Tell(changed ? $"Changed '{Printable.Of(item.Name)}'." : $"'{Printable.Of(item.Name)}' is already up to date.");
    }
}
