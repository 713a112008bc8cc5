using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultCreateCommand : VaultSubcommand
{
    private readonly VariableArguments _variables;
    private readonly Option<string?> _title = new("--title", "-t") { Description = "title of the secret", HelpName = "title" };
    private readonly Option<string?> _folder = new("--folder")
    {
        Description = "folder such as Production/Databases, created if it does not exist",
        HelpName = "folder",
    };
    private readonly Option<string?> _note = new("--note") { Description = "a note, encrypted like the rest", HelpName = "text" };

    public VaultCreateCommand(VaultContext vault)
        : base(vault, "create", "create a secret with environment variables; prints its id")
    {
        _variables = new VariableArguments(vault.Command);
        _variables.AddTo(this);
        Add(_title);
        Add(_folder);
        Add(_note);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault create --title 'production database' db_host=prd-db.example.com:5432 db_password",
        "psonoci vault create --title 'production database' --folder Production --env-file .env",
    ];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var title = parsed.GetValue(_title)
            ?? (Prompt.IsPossible ? Vault.Prompt.Ask("Title") : throw PsonociException.Usage("--title is missing"));
        if (title.Length == 0)
            throw PsonociException.Usage("the title is empty");
        var variables = _variables.ReadOrAsk(parsed);
        if (variables.Count == 0)
            throw PsonociException.Usage("no variables", "psonoci vault create --title … NAME=VALUE …, or --env-file");

        var content = SecretContent.NewEnvironmentVariables(title, variables, parsed.GetValue(_note));
        var folder = FolderName.Parse(parsed.GetValue(_folder) ?? "");
        var id = await FolderName.InAsync(() => Interruption.CleanUpAsync(
            token => client.Secrets.CreateAsync(content, folder, token), cancellationToken));
        Vault.Terminal.Tell($"Created '{Printable.Of(title)}' with {Count.Of(variables.Count, "variable")}.");
        Vault.Terminal.WriteLine($"{id}");
    }
}
