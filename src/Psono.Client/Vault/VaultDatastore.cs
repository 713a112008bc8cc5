using System.Security.Cryptography;
using Psono.Client.Accounts;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>The default password datastore of an account: the tree of folders and entries, which holds the keys of the secrets.</summary>
public sealed class VaultDatastore
{
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;
    private Guid? _id;

    internal VaultDatastore(SealedTransport session, VaultKeys keys)
    {
        _session = session;
        _keys = keys;
    }

    /// <summary>Reads the tree.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The tree. Changes to it are not saved: see <see cref="UpdateAsync"/>.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the datastore does not open.</exception>
    public async Task<DatastoreTree> ReadAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync(await GetIdAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Changes the tree. It is read anew for it, and what another client wrote in between is never overwritten:
    /// then the change is made again, to the new tree.
    /// </summary>
    /// <param name="change">Changes the tree. May be called several times; nothing is saved if it throws.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the tree is saved.</returns>
    /// <exception cref="PsonoApiException">A request failed, or others kept changing the datastore.</exception>
    public async Task UpdateAsync(Action<DatastoreTree> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var id = await GetIdAsync(cancellationToken).ConfigureAwait(false);
        await Optimistic.RunAsync(TryAsync, "the datastore", _session.PauseClock, cancellationToken).ConfigureAwait(false);

        async Task<bool> TryAsync()
        {
            var answer = await ReadSealedAsync(id, cancellationToken).ConfigureAwait(false);
            using var key = OpenKey(answer);
            var tree = Open(id, key, answer);
            change(tree);
            return await WriteAsync(id, key, tree, answer.WriteDate, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The id of the datastore. A new account has none: it is made as the web vault makes it.</summary>
    internal async Task<Guid> GetIdAsync(CancellationToken cancellationToken) =>
        _id ??= (await ListIdsAsync(cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Reads the trees of the other password datastores, which other clients may have made at any time.</summary>
    internal async Task<IReadOnlyList<DatastoreTree>> ReadOthersAsync(CancellationToken cancellationToken)
    {
        var own = await GetIdAsync(cancellationToken).ConfigureAwait(false);
        var trees = new List<DatastoreTree>();
        foreach (var id in (await ListIdsAsync(cancellationToken).ConfigureAwait(false)).Where(id => id != own))
            trees.Add(await ReadAsync(id, cancellationToken).ConfigureAwait(false));
        return trees;
    }

    private Task<IReadOnlyList<Guid>> ListIdsAsync(CancellationToken cancellationToken) =>
        VaultDatastoreSetup.EnsureAsync(_session, _keys, cancellationToken);

    private async Task<DatastoreTree> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var answer = await ReadSealedAsync(id, cancellationToken).ConfigureAwait(false);
        using var key = OpenKey(answer);
        return Open(id, key, answer);
    }

    private Task<DatastoreResponse> ReadSealedAsync(Guid id, CancellationToken cancellationToken) =>
        _session.GetAsync($"datastore/{id}/", PsonoJsonContext.Wire.DatastoreResponse, cancellationToken);

    private SecretKey OpenKey(DatastoreResponse answer) =>
        SecretBox.OpenKey(_keys.UserSecretKey, answer.SecretKey, answer.SecretKeyNonce)
        ?? throw new PsonoApiException(PsonoFailure.NotAuthentic, "the key of the datastore does not open with the account's key");

    private static DatastoreTree Open(Guid id, SecretKey key, DatastoreResponse answer)
    {
        if (answer.Data.Length == 0)
            return DatastoreTree.Empty(id);
        var utf8 = SecretBox.Open(key, answer.Data, answer.DataNonce)
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

    /// <summary>Whether the tree is stored; if not, another client wrote since it was read.</summary>
    private async Task<bool> WriteAsync(
        Guid id, SecretKey key, DatastoreTree tree, string oldWriteDate, CancellationToken cancellationToken)
    {
        var utf8 = tree.ToUtf8();
        var data = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        var request = new UpdateDatastoreRequest
        {
            DatastoreId = id,
            Data = data.Text,
            DataNonce = data.Nonce,
            OldWriteDate = oldWriteDate,
        };
        return await Optimistic.TryAsync(
            _session.SendAsync(HttpMethod.Post, "datastore/", request, PsonoJsonContext.Wire.UpdateDatastoreRequest, cancellationToken))
            .ConfigureAwait(false);
    }
}
