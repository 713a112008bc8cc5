using Psono.Client.Accounts;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

// docs/decisions/0055
/// <summary>
/// The earlier versions of the default tree, which a server of ours keeps. Other clients overwrite the tree without looking, and with it
/// the only copy of the keys of all secrets: here is the way back.
/// </summary>
public sealed class VaultTreeHistory
{
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;
    private readonly VaultDatastore _datastore;

    internal VaultTreeHistory(SealedTransport session, VaultKeys keys, VaultDatastore datastore)
    {
        _session = session;
        _keys = keys;
        _datastore = datastore;
    }

    /// <summary>Lists the earlier versions.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The versions, newest first.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the server keeps no versions.</exception>
    public async Task<IReadOnlyList<DatastoreHistoryEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        var id = await _datastore.GetIdAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await _session.GetAsync(
                $"datastore/history/{id}/", PsonoJsonContext.Wire.DatastoreHistoryResponse, cancellationToken).ConfigureAwait(false);
            return answer.History;
        }
        catch (PsonoApiException e) when (e.Status is 404 or 405)
        {
            throw new PsonoApiException(PsonoFailure.Refused, "this server keeps no earlier versions of the list of folders", e);
        }
    }

    /// <summary>Reads and opens an earlier version, and compares it with the tree of now.</summary>
    /// <param name="versionId">The id of the version.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The version.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the version does not open.</exception>
    public async Task<TreeVersion> ReadAsync(Guid versionId, CancellationToken cancellationToken = default)
    {
        var (version, then) = await OpenAsync(versionId, cancellationToken).ConfigureAwait(false);
        var exists = await ListSecretsAsync(cancellationToken).ConfigureAwait(false);
        var now = await _datastore.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new TreeVersion(version.WriteDate, version.CreateDate, then, now.Compare(then, exists.Contains));
    }

    /// <summary>
    /// Makes an earlier version the current one. Entries that were made since stay, those that were deleted for good since do not come
    /// back. What was current becomes an earlier version in turn.
    /// </summary>
    /// <param name="versionId">The id of the version.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the tree is saved.</returns>
    /// <exception cref="PsonoApiException">A request failed, the version does not open, or there are shares in a tree.</exception>
    public async Task RestoreAsync(Guid versionId, CancellationToken cancellationToken = default)
    {
        var (_, then) = await OpenAsync(versionId, cancellationToken).ConfigureAwait(false);
        var exists = await ListSecretsAsync(cancellationToken).ConfigureAwait(false);
        var now = await _datastore.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (then.Shares > 0 || now.Shares > 0)
            throw new PsonoApiException(PsonoFailure.Refused, "a list of folders with shared entries in it cannot be restored as a whole");

        var kept = await FindRightKeysAsync(then, now, exists, cancellationToken).ConfigureAwait(false);
        await _datastore.UpdateAsync(tree => tree.Restore(then, exists.Contains, kept.Contains), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest item of a secret in an earlier version, whose key opens the secret; null if there is none.</summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="since">When the secret was made, as the server told it: it is in no version before that.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    internal async Task<DatastoreItem?> FindAsync(Guid secretId, string since, CancellationToken cancellationToken)
    {
        foreach (var version in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (SeenVersions.IsBefore(version.CreateDate, since))
                return null;
            var (_, tree) = await OpenAsync(version.Id, cancellationToken).ConfigureAwait(false);
            if (tree.Items.FirstOrDefault(item => item.SecretId == secretId) is { } found
                && await OpensAsync(found, cancellationToken).ConfigureAwait(false))
                return found;
        }

        return null;
    }

    private async Task<(DatastoreVersionResponse Version, DatastoreTree Tree)> OpenAsync(
        Guid versionId, CancellationToken cancellationToken)
    {
        var version = await _session.GetAsync(
            $"datastore/version/{versionId}/", PsonoJsonContext.Wire.DatastoreVersionResponse, cancellationToken).ConfigureAwait(false);
        using var opened = OpenedTree.Open(
            versionId, version.Data, version.DataNonce, version.SecretKey, version.SecretKeyNonce, _keys);
        return (version, opened.Tree);
    }

    /// <summary>The secrets that the server has for the account.</summary>
    private async Task<HashSet<Guid>> ListSecretsAsync(CancellationToken cancellationToken)
    {
        var answer = await _session.GetAsync("secret/link/", PsonoJsonContext.Wire.SecretLinksResponse, cancellationToken)
            .ConfigureAwait(false);
        return [.. answer.Links.Select(link => link.SecretId)];
    }

    /// <summary>
    /// The items that keep the key they have now. Where the trees differ in it, one of them is wrong: the secret itself tells which.
    /// </summary>
    private async Task<HashSet<Guid>> FindRightKeysAsync(
        DatastoreTree then, DatastoreTree now, HashSet<Guid> exists, CancellationToken cancellationToken)
    {
        var kept = new HashSet<Guid>();
        foreach (var item in now.Items.Where(item => item is { LinkId: not null, SecretId: { } id } && exists.Contains(id)))
        {
            if (then.Find(item.LinkId!.Value) is { } before && !item.HasKeyOf(before)
                && await OpensAsync(item, cancellationToken).ConfigureAwait(false))
                kept.Add(item.LinkId.Value);
        }

        return kept;
    }

    /// <summary>Whether the key of an item opens its secret.</summary>
    private async Task<bool> OpensAsync(DatastoreItem item, CancellationToken cancellationToken)
    {
        using var key = item.OpenKey();
        if (key is null)
            return false;
        var secret = await _session.GetAsync($"secret/{item.SecretId}/", PsonoJsonContext.Wire.SecretResponse, cancellationToken)
            .ConfigureAwait(false);
        if (SecretBox.Open(key, secret.Data, secret.DataNonce) is not { } content)
            return false;
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(content);
        return true;
    }
}
