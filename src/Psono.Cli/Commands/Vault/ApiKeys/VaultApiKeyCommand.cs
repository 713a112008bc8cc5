namespace Psono.Cli.Commands.Vault.ApiKeys;

internal sealed class VaultApiKeyCommand : PsonoCommand
{
    public VaultApiKeyCommand(VaultContext vault)
        : base("api-key", "manage the API keys that machines use")
    {
        Add(new VaultApiKeyCreateCommand(vault));
        Add(new VaultApiKeyListCommand(vault));
        Add(new VaultApiKeyShowCommand(vault));
        Add(new VaultApiKeyGrantCommand(vault));
        Add(new VaultApiKeyRevokeCommand(vault));
        Add(new VaultApiKeyDeleteCommand(vault));
    }

    public override bool TakesOptionsOfGroup => false;
}
