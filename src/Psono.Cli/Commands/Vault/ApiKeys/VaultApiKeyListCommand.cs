using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.ApiKeys;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyListCommand : VaultSubcommand
{
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultApiKeyListCommand(VaultContext vault)
        : base(vault, "ls", "list the API keys: ids, titles and permissions")
    {
        Aliases.Add("list");
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var keys = (await client.ApiKeys.ListAsync(cancellationToken)).OrderBy(key => key.Title, StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. keys.Select(ToJson)]));
        else
            Vault.Terminal.Write(Table.Format([.. keys.Select(ToRow)]));
    }

    private static string[] ToRow(ApiKeyEntry key) =>
    [
        $"{key.Id}",
        Printable.Of(key.Title),
        ApiKeyView.Rights(key.Read, key.Write, key.RestrictToSecrets, key.AllowInsecureAccess, key.Active),
    ];

    private static JsonObject ToJson(ApiKeyEntry key) => new()
    {
        ["id"] = $"{key.Id}",
        ["title"] = key.Title,
        ["read"] = key.Read,
        ["write"] = key.Write,
        ["restrict_to_secrets"] = key.RestrictToSecrets,
        ["allow_insecure_access"] = key.AllowInsecureAccess,
        ["active"] = key.Active,
    };
}
