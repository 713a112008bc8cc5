using System.CommandLine;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyShowCommand : VaultSubcommand
{
    private readonly Argument<string> _key = ApiKeySelector.Argument();
    private readonly Option<bool> _reveal = new("--reveal") { Description = "print the secret key" };
    private readonly Option<bool> _json = JsonOutput.Option();
    private readonly ConfigurationOutput _configuration;

    public VaultApiKeyShowCommand(VaultContext vault)
        : base(vault, "show", "show an API key and its secrets; with --save, save its configuration again")
    {
        _configuration = new ConfigurationOutput(vault);
        Add(_key);
        _configuration.AddTo(this);
        Add(_reveal);
        Add(_json);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var entry = await ApiKeySelector.FindAsync(client, parsed.GetValue(_key)!, cancellationToken);
        using var key = await client.ApiKeys.ReadAsync(entry.Id, cancellationToken);
        var grants = await client.ApiKeys.ListGrantsAsync(entry.Id, cancellationToken);
        _configuration.Save(parsed, key);
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, ApiKeyView.ToJson(key, grants, Vault.Session.Read(), parsed.GetValue(_reveal)));
        else
            Vault.Terminal.Write(ApiKeyView.ToText(key, grants, Vault.Session.Read(), parsed.GetValue(_reveal)));
    }
}
