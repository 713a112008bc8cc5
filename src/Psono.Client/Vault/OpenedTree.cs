using System.Security.Cryptography;
using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>A tree with the key that seals it, which is zeroed with it.</summary>
internal sealed record OpenedTree(DatastoreTree Tree, SecretKey Key) : IDisposable
{
    public string? WriteDate { get; init; }

    /// <summary>What this device knew before it asked for the tree.</summary>
    public Dictionary<Guid, SeenVersions> Known { get; init; } = [];

    /// <exception cref="PsonoApiException">It does not open, or is no tree.</exception>
    // A tree that is known already comes without its data.
    public static OpenedTree Open(
        Guid datastoreId, DatastoreTree? known, string data, string dataNonce, string secretKey, string secretKeyNonce, VaultKeys keys)
    {
        var key = SecretBox.OpenKey(keys.UserSecretKey, secretKey, secretKeyNonce)
            ?? throw new PsonoApiException(PsonoFailure.NotAuthentic, "the key of the datastore does not open with the account's key");
        try
        {
            return new OpenedTree(known ?? Parse(datastoreId, key, data, dataNonce), key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose() => Key.Dispose();

    private static DatastoreTree Parse(Guid datastoreId, SecretKey key, string data, string dataNonce)
    {
        if (data.Length == 0)
            return DatastoreTree.Empty(datastoreId);
        var utf8 = SecretBox.Open(key, data, dataNonce)
            ?? throw new PsonoApiException(PsonoFailure.NotAuthentic, "the datastore is not authentic: it was changed or cut on its way");
        try
        {
            return DatastoreTree.Parse(utf8)
                ?? throw new PsonoApiException(PsonoFailure.InvalidContent, "the content of the datastore is not a JSON object");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }
}
