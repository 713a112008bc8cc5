using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Datastores;

namespace Psono.Cli.Commands.Vault;

/// <summary>After a secret got another title, the API keys that may read it learn of it.</summary>
internal static class GrantTitles
{
    public static async Task UpdateAsync(VaultContext vault, VaultClient client, DatastoreItem before, CancellationToken cancellationToken)
    {
        if (before is not { LinkId: { } linkId, SecretId: { } secretId })
            return;
        try
        {
            var now = client.Datastore.Latest?.Find(linkId);
            if (now is null || now.Name == before.Name)
                return;
            if (vault.ActsWithApiKey)
                vault.Terminal.Warn("API keys with access to it, if any, still show the old title: an API key cannot tell them");
            else
                await client.ApiKeys.RetitleAsync(secretId, now.Name, cancellationToken);
        }
        catch (PsonoApiException e)
        {
            // They find it all the same, by what is in the secret.
            vault.Terminal.Warn($"an API key may still show the old title: {e.Message}");
        }
    }
}
