using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Datastores;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultShowCommand : VaultSubcommand
{
    private readonly Argument<string> _secret = EntrySelector.Argument();
    private readonly Option<bool> _reveal = new("--reveal") { Description = "print the values too, as a .env file" };
    private readonly Option<Guid?> _version = new("--version")
    {
        Description = "an earlier version, as listed by history",
        HelpName = "id",
    };
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultShowCommand(VaultContext vault)
        : base(vault, "show", "show a secret: the names in it, and its values with --reveal")
    {
        Add(_secret);
        Add(_reveal);
        Add(_version);
        Add(_json);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault show 'production database'",
        "psonoci vault show 'production database' --reveal",
    ];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), parsed.GetValue(_secret)!);
        using var secret = await ReadAsync(client, item, parsed.GetValue(_version), cancellationToken);
        var view = new SecretView(item, secret);
        var reveal = parsed.GetValue(_reveal);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, view.ToJson(reveal));
        else
            Vault.Terminal.Write(reveal ? view.ToDotenv() : view.ToText());
    }

    private static Task<OpenedSecret> ReadAsync(
        VaultClient client, DatastoreItem item, Guid? version, CancellationToken cancellationToken) =>
        version is { } id
            ? client.Secrets.ReadVersionAsync(item, id, cancellationToken)
            : client.Secrets.ReadAsync(item, cancellationToken);
}
