using System.CommandLine;
using Psono.Cli.Commands.Vault.ApiKeys;

namespace Psono.Cli.Commands.Vault;

internal sealed class ApiKeyGroup : Command
{
    public ApiKeyGroup(VaultContext vault)
        : base("api-key", "API keys, with which machines read your secrets")
    {
        Add(new ApiKeyCreateVerb(vault));
        Add(new ApiKeyListVerb(vault));
        Add(new ApiKeyShowVerb(vault));
        Add(new ApiKeyGrantVerb(vault));
        Add(new ApiKeyRevokeVerb(vault));
        Add(new ApiKeyDeleteVerb(vault));
    }
}
