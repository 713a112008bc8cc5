using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>A tree with the key that seals it, which is zeroed with it.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Utf8">The same as it was sealed: what anybody does to the tree does not change it.</param>
/// <param name="Key">The key.</param>
internal sealed record OpenedTree(DatastoreTree Tree, byte[] Utf8, SecretKey Key) : IDisposable
{
    public string? WriteDate { get; init; }

    /// <summary>What this device knew before it asked for the tree.</summary>
    public Dictionary<Guid, SeenVersions> Known { get; init; } = [];

    /// <exception cref="PsonoApiException">It does not open, or is no tree.</exception>
    public static OpenedTree Open(Guid datastoreId, string data, string dataNonce, string secretKey, string secretKeyNonce, VaultKeys keys)
    {
        var key = OpenKey(secretKey, secretKeyNonce, keys);
        try
        {
            var utf8 = OpenData(datastoreId, key, data, dataNonce);
            return new OpenedTree(Parse(utf8), utf8, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>A tree that is known already, which comes without its data.</summary>
    /// <exception cref="PsonoApiException">The key does not open.</exception>
    public static OpenedTree Of(LatestTree known, string secretKey, string secretKeyNonce, VaultKeys keys) =>
        new(known.Tree, known.Utf8, OpenKey(secretKey, secretKeyNonce, keys));

    /// <summary>A tree of one's own, to be changed.</summary>
    public OpenedTree ToChange() => this with { Tree = Parse(Utf8) };

    public void Dispose() => Key.Dispose();

    private static SecretKey OpenKey(string secretKey, string secretKeyNonce, VaultKeys keys) =>
        SecretBox.OpenKey(keys.UserSecretKey, secretKey, secretKeyNonce)
        ?? throw new PsonoApiException(PsonoFailure.NotAuthentic, "the key of the datastore does not open with the account's key");

    private static byte[] OpenData(Guid datastoreId, SecretKey key, string data, string dataNonce) => data.Length == 0
        ? DatastoreTree.Empty(datastoreId).ToUtf8()
        : SecretBox.Open(key, data, dataNonce)
            ?? throw new PsonoApiException(PsonoFailure.NotAuthentic, "the datastore is not authentic: it was changed or cut on its way");

    private static DatastoreTree Parse(byte[] utf8) => DatastoreTree.Parse(utf8)
        ?? throw new PsonoApiException(PsonoFailure.InvalidContent, "the content of the datastore is not a JSON object");
}
