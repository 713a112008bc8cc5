using System.CommandLine;
using Psono.Client.Vault;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyRevokeCommand : VaultSubcommand
{
    private readonly Argument<string> _key = ApiKeySelector.Argument();
    private readonly Argument<string[]> _secrets = new("secret")
    {
        Description = "id of the secret, or the title that it had when it was granted",
        Arity = ArgumentArity.OneOrMore,
    };

    public VaultApiKeyRevokeCommand(VaultContext vault)
        : base(vault, "revoke", "no longer let an API key read secrets")
    {
        Add(_key);
        Add(_secrets);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var entry = await ApiKeySelector.FindAsync(client, parsed.GetValue(_key)!, cancellationToken);
        var grants = await client.ApiKeys.ListGrantsAsync(entry.Id, cancellationToken);
        foreach (var grant in parsed.GetValue(_secrets)!.Select(secret => Find(grants, secret)).Distinct().ToList())
        {
            await client.ApiKeys.RevokeAsync(grant.Id, cancellationToken);
            Vault.Terminal.Tell(
                $"'{Printable.Of(entry.Title)}' may no longer read '{Printable.Of(grant.Title)}'. If it did, change what is in there.");
        }
    }

    private static VaultGrant Find(IReadOnlyList<VaultGrant> grants, string wanted)
    {
        var found = grants.Where(grant => grant.Title == wanted || $"{grant.SecretId}" == wanted).ToList();
        return found switch
        {
            [var grant] => grant,
            [] => throw new PsonociException("not-found", $"'{wanted}' is not granted to this API key", "psonoci vault api-key show"),
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the title of {found.Count} secrets: {string.Join(", ", found.Select(grant => $"{grant.SecretId}"))}",
                "give the id of the one you mean"),
        };
    }
}
