using System.CommandLine;
using Psono.Client.Vault;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyRevokeCommand : VaultSubcommand
{
    private readonly Argument<string> _key = ApiKeySelector.Argument();
    private readonly Argument<string[]> _secrets = new("secret")
    {
        Description = "id, title, or folder/title of the secret",
        Arity = ArgumentArity.OneOrMore,
    };

    public VaultApiKeyRevokeCommand(VaultContext vault)
        : base(vault, "revoke", "revoke an API key's access to secrets")
    {
        Add(_key);
        Add(_secrets);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var entry = await ApiKeySelector.FindAsync(client, parsed.GetValue(_key)!, cancellationToken);
        var grants = await client.ApiKeys.ListGrantsAsync(entry.Id, cancellationToken);
        var revoked = new List<VaultGrant>();
        foreach (var secret in parsed.GetValue(_secrets)!)
            revoked.Add(Find(grants, secret) ?? await FindInTreeAsync(client, grants, secret, cancellationToken));
        foreach (var grant in revoked.Distinct())
        {
            await client.ApiKeys.RevokeAsync(grant.Id, cancellationToken);
            Vault.Terminal.Tell(
                $"'{Printable.Of(entry.Title)}' no longer has access to '{Printable.Of(grant.Title)}'. If it was read, change the values.");
        }
    }

    /// <summary>By folder and title, which grants do not know; nor do they know a title that is new.</summary>
    private static async Task<VaultGrant> FindInTreeAsync(
        VaultClient client, IReadOnlyList<VaultGrant> grants, string wanted, CancellationToken cancellationToken)
    {
        var item = EntrySelector.Find(await client.Datastore.ReadAsync(cancellationToken), wanted, includeTrash: true);
        return grants.FirstOrDefault(grant => grant.SecretId == item.SecretId)
            ?? throw new PsonociException(
                "not-found", $"this API key has no access to '{wanted}'", "to list its secrets: psonoci vault api-key show");
    }

    private static VaultGrant? Find(IReadOnlyList<VaultGrant> grants, string wanted)
    {
        var isId = Uuid.TryParse(wanted, out var id);
        var found = grants.Where(grant => isId ? grant.SecretId == id : grant.Title == wanted).ToList();
        return found switch
        {
            [var grant] => grant,
            [] => null,
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the title of {found.Count} secrets: {string.Join(", ", found.Select(grant => $"{grant.SecretId}"))}",
                "use the id of the one you mean, or include its folder"),
        };
    }
}
