using Psono.Client.Vault;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Vault;

/// <summary>Finds secrets that are in no folder: they have no title, and are named by their id.</summary>
internal static class UnfiledIds
{
    /// <summary>Those names that are ids of secrets outside of all folders. The server is asked only if there is such a name.</summary>
    public static async Task<Dictionary<string, Guid>> AmongAsync(
        VaultClient client, DatastoreTree tree, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var filed = tree.Items.Select(item => item.SecretId).ToHashSet();
        var found = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (Uuid.TryParse(name, out var id) && !filed.Contains(id))
                found[name] = id;
        }

        if (found.Count == 0)
            return found;
        var unfiled = (await client.Unfiled.ListAsync(tree, cancellationToken)).Select(secret => secret.SecretId).ToHashSet();
        return found.Where(pair => unfiled.Contains(pair.Value)).ToDictionary(StringComparer.Ordinal);
    }
}
