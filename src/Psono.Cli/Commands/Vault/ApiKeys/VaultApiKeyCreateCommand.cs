using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Datastores;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyCreateCommand : VaultSubcommand
{
    private readonly Argument<string> _title = new("title") { Description = "title of the API key; the server can read it" };
    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "id, title, or folder/title of a secret that the key can read; repeatable",
        HelpName = "secret",
    };
    private readonly Option<bool> _write = new("--write") { Description = "allow it to change the secrets as well" };
    private readonly Option<bool> _unrestricted = new("--unrestricted")
    {
        Description = "give access to the whole account, including secrets added later; for vault --with-api-key",
    };
    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "allow server-side decryption",
    };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "print the secret key" };
    private readonly Option<bool> _sameTitle = new("--allow-same-title")
    {
        Description = "create it even if an API key with this title exists",
    };
    private readonly Option<bool> _json = JsonOutput.Option();
    private readonly ConfigurationOutput _configuration;

    public VaultApiKeyCreateCommand(VaultContext vault)
        : base(vault, "create", "create an API key with access to the secrets you name; prints its id")
    {
        _configuration = new ConfigurationOutput(vault);
        Add(_title);
        Add(_secrets);
        _configuration.AddTo(this);
        Add(_write);
        Add(_unrestricted);
        Add(_insecure);
        Add(_sameTitle);
        Add(_reveal);
        Add(_json);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault api-key create 'service key' --secret 'production database' --save psonoci.toml",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        _configuration.RefuseIfInTheWay(parsed);
        using var client = Vault.Open(parsed);
        var items = await FindAsync(client, parsed.GetValue(_secrets) ?? [], cancellationToken);
        if (!parsed.GetValue(_sameTitle))
            await RefuseSameTitleAsync(client, parsed.GetValue(_title)!, cancellationToken);
        var rights = new VaultApiKeyRights(parsed.GetValue(_title)!)
        {
            Write = parsed.GetValue(_write),
            RestrictToSecrets = !parsed.GetValue(_unrestricted),
            AllowInsecureAccess = parsed.GetValue(_insecure),
        };
        using var key = await Interruption.CleanUpAsync(token => CreateAsync(client, rights, parsed, items, token), cancellationToken);
        if (items.Count == 0 && rights.RestrictToSecrets)
            Vault.Terminal.Tell("The key has no access to secrets yet: psonoci vault api-key grant");
        if (!rights.RestrictToSecrets)
            Vault.Terminal.Warn(
                $"whoever has this key can {(rights.Write ? "read, change and delete" : "read")} every secret of the account until you "
                + "delete the key; a new password does not revoke it");
        Print(parsed, key, [.. items.Select(item => new VaultGrant(Guid.Empty, item.SecretId!.Value, item.Name))]);
    }

    /// <summary>Afterwards neither could be named by its title.</summary>
    private static async Task RefuseSameTitleAsync(VaultClient client, string title, CancellationToken cancellationToken)
    {
        if ((await client.ApiKeys.ListAsync(cancellationToken)).FirstOrDefault(key => key.Title == title) is { } key)
        {
            throw new PsonociException(
                "exists", $"an API key '{Printable.Short(title)}' already exists: {key.Id}",
                "choose another title, or use --allow-same-title");
        }
    }

    private static async Task<List<DatastoreItem>> FindAsync(VaultClient client, string[] secrets, CancellationToken cancellationToken)
    {
        if (secrets.Length == 0)
            return [];
        var tree = await client.Datastore.ReadAsync(cancellationToken);
        return [.. secrets.Select(secret => EntrySelector.Find(tree, secret)).DistinctBy(item => item.SecretId)];
    }

    /// <summary>A key of which nobody has the configuration, or that lacks a secret, is of no use to anyone.</summary>
    private async Task<VaultApiKey> CreateAsync(
        VaultClient client, VaultApiKeyRights rights, ParseResult parsed, List<DatastoreItem> items, CancellationToken cancellationToken)
    {
        // Not cut off: of a key whose answer is lost nobody knows the id.
        var key = await client.ApiKeys.CreateAsync(rights, CancellationToken.None);
        try
        {
            foreach (var item in items)
                await client.ApiKeys.GrantAsync(key, item, cancellationToken);
            _configuration.Save(parsed, key);
            return key;
        }
        catch
        {
            await DeleteAsync(client, key);
            key.Dispose();
            throw;
        }
    }

    private async Task DeleteAsync(VaultClient client, VaultApiKey key)
    {
        try
        {
            await client.ApiKeys.DeleteAsync(key.Id, CancellationToken.None);
        }
        catch (PsonoApiException e)
        {
            Vault.Terminal.Warn($"the API key {key.Id} is unusable, but could not be deleted: {e.Message}");
        }
    }

    private void Print(ParseResult parsed, VaultApiKey key, IReadOnlyList<VaultGrant> grants)
    {
        var reveal = parsed.GetValue(_reveal);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, ApiKeyView.ToJson(key, grants, Vault.Session.Read(), reveal));
        else if (reveal)
            Vault.Terminal.Write(ApiKeyView.ToText(key, grants, Vault.Session.Read(), reveal));
        else
            Vault.Terminal.WriteLine($"{key.Id}");
    }
}
