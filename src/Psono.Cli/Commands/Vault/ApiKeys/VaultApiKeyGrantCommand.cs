using System.CommandLine;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyGrantCommand : VaultSubcommand
{
    private readonly Argument<string> _key = ApiKeySelector.Argument();
    private readonly Argument<string[]> _secrets = new("secret")
    {
        Description = "id, title, or folder/title of the secret",
        Arity = ArgumentArity.OneOrMore,
    };

    public VaultApiKeyGrantCommand(VaultContext vault)
        : base(vault, "grant", "grant an API key access to secrets; repeat to bind grants made by another client")
    {
        Add(_key);
        Add(_secrets);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault api-key grant 'service key' 'mail server'",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var entry = await ApiKeySelector.FindAsync(client, parsed.GetValue(_key)!, cancellationToken);
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        var items = parsed.GetValue(_secrets)!
            .Select(secret => EntrySelector.Find(tree, secret)).DistinctBy(item => item.SecretId).ToList();
        var granted = await client.ApiKeys.ListGrantsAsync(entry.Id, cancellationToken);
        using var key = await client.ApiKeys.ReadAsync(entry.Id, cancellationToken);
        foreach (var item in items)
        {
            if (granted.FirstOrDefault(grant => grant.SecretId == item.SecretId) is { } grant)
            {
                await client.ApiKeys.GrantAgainAsync(key, grant, item, cancellationToken);
                Vault.Terminal.Tell(
                    $"'{Printable.Of(entry.Title)}' already has access to '{Printable.Of(item.Name)}'. The grant is now bound to it.");
                continue;
            }

            await client.ApiKeys.GrantAsync(key, item, cancellationToken);
            Vault.Terminal.Tell($"'{Printable.Of(entry.Title)}' now has access to '{Printable.Of(item.Name)}'.");
        }
    }
}
