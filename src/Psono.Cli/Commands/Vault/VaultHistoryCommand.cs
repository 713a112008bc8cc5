using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultHistoryCommand : VaultSubcommand
{
    private readonly Argument<string?> _secret = new("secret")
    {
        Description = "id, title, or folder/title of the secret; with --tree, the id of a version, to see what restoring it would change",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _tree = new("--tree")
    {
        Description = "earlier versions of the whole list of folders and secrets, without the content of the secrets",
    };
    private readonly Option<bool> _prune = new("--prune") { Description = "permanently remove old versions of the secret" };
    private readonly Option<string> _olderThan = new("--older-than")
    {
        Description = "with --prune: minimum age of the versions to remove, since they were replaced, such as 12h or 30d (default: 90d)",
        HelpName = "duration",
        DefaultValueFactory = _ => "90d",
    };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "with --prune: skip the confirmation" };
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultHistoryCommand(VaultContext vault)
        : base(vault, "history", "list the earlier versions of a secret, newest first: id, when and by whom it was replaced")
    {
        Add(_secret);
        Add(_tree);
        Add(_prune);
        Add(_olderThan);
        Add(_yes);
        Add(_json);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault history 'production database'",
        "psonoci vault history 'production database' --prune --older-than 30d",
        "psonoci vault history --tree",
        "psonoci vault history --tree 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
    ];

    protected override bool AcceptsApiKey => true;

    protected override Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var secret = parsed.GetValue(_secret);
        if (parsed.GetValue(_prune) && parsed.GetValue(_tree))
            throw PsonociException.Usage("--prune is for secrets: versions of --tree expire on their own");
        if (!parsed.GetValue(_tree) && secret is null)
            throw PsonociException.Usage("specify a secret, or --tree");
        if (parsed.GetValue(_prune))
            return PruneAsync(parsed, secret!, cancellationToken);
        if (!parsed.GetValue(_tree))
            return ShowSecretAsync(parsed, secret!, cancellationToken);
        return secret is null
            ? ListTreesAsync(parsed, cancellationToken)
            : ShowTreeAsync(parsed, TreeVersionView.ParseId(secret), cancellationToken);
    }

    private async Task PruneAsync(ParseResult parsed, string secret, CancellationToken cancellationToken)
    {
        var age = parsed.GetValue(_olderThan)!;
        var before = Vault.Terminal.Time.GetUtcNow() - CacheSettings.ParseDuration("--older-than", age);
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), secret);
        var versions = await client.Secrets.ListVersionsAsync(item, cancellationToken);
        var count = versions.Count(version => Timestamp.TryParse(version.CreateDate, out var replaced) && replaced < before);
        if (count == 0)
        {
            Vault.Terminal.Tell($"'{Printable.Of(item.Name)}' has no version that was replaced more than {age} ago.");
            return;
        }

        if (!parsed.GetValue(_yes))
            Confirm($"Remove {count:N0} of {versions.Count:N0} earlier versions of '{Printable.Of(item.Name)}' permanently?");
        var removed = await client.Secrets.PruneVersionsAsync(item, before, cancellationToken);
        Vault.Terminal.Tell($"Removed {Count.Of(removed, "version")}.");
    }

    private void Confirm(string question)
    {
        if (!Prompt.IsPossible)
            throw new PsonociException(
                "not-confirmed", "nothing was removed: there is no terminal to ask for confirmation", "if you are sure, use --yes");
        if (!Vault.Prompt.Confirm(question))
            throw new PsonociException("not-confirmed", "nothing was removed");
    }

    private async Task ListTreesAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var versions = await client.TreeHistory.ListAsync(cancellationToken);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. versions.Select(TreeVersionView.ToJson)]));
        else
            Vault.Terminal.Write(Table.Format([.. versions.Select(TreeVersionView.ToRow)]));
        if (versions.Count == 0)
            Vault.Terminal.Tell("The list of folders and secrets has no earlier versions yet.");
    }

    private async Task ShowTreeAsync(ParseResult parsed, Guid id, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var version = await client.TreeHistory.ReadAsync(id, cancellationToken);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. version.Differences.Select(TreeVersionView.ToJson)]));
        else
            Vault.Terminal.Write(Table.Format([.. version.Differences.Select(TreeVersionView.ToRow)]));
        if (version.Differences.Count == 0)
            Vault.Terminal.Tell("Restoring it would change nothing.");
    }

    private async Task ShowSecretAsync(ParseResult parsed, string secret, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), secret);
        var versions = await client.Secrets.ListVersionsAsync(item, cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. versions.Select(version => new JsonObject
            {
                ["id"] = $"{version.Id}",
                ["replaced"] = version.CreateDate,
                ["replaced_by"] = version.Username,
                ["api_key_id"] = version.PsonoNet is { } by ? $"{by.ApiKey.Id}" : null,
            })]));
            return;
        }

        Vault.Terminal.Write(Table.Format([.. versions.Select(version => new[]
        {
            $"{version.Id}", ServerTime.Show(version.CreateDate), Printable.Of(version.Username ?? "(deleted account)"),
        })]));
        if (versions.Count == 0)
            Vault.Terminal.Tell($"'{Printable.Of(item.Name)}' has no earlier versions.");
    }
}
