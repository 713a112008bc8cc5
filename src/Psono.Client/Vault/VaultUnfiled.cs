using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;
using Psono.Protocol.Secrets;

namespace Psono.Client.Vault;

// docs/decisions/0054
/// <summary>
/// Secrets that no tree lists: a client died between the two requests that make one, or another client overwrote the tree. The server
/// cannot know, because trees are sealed; whether they go is for a person to decide. Stock servers do not tell, there the list is empty.
/// </summary>
public sealed class VaultUnfiled
{
    /// <summary>A client that is at work now, or waits for its network, may still be about to list it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    private readonly SealedTransport _session;
    private readonly VaultDatastore _datastore;
    private readonly VaultTreeHistory _history;
    private readonly VaultApiKeys _apiKeys;
    private readonly TimeProvider _time;

    internal VaultUnfiled(
        SealedTransport session, VaultDatastore datastore, VaultTreeHistory history, VaultApiKeys apiKeys, TimeProvider time)
    {
        _session = session;
        _datastore = datastore;
        _history = history;
        _apiKeys = apiKeys;
        _time = time;
    }

    /// <summary>Lists the secrets that have been in no tree for a day or longer.</summary>
    /// <param name="tree">The tree as it was just read.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The secrets, oldest first.</returns>
    /// <exception cref="PsonoApiException">A request failed, or a tree or a title does not open.</exception>
    public async Task<IReadOnlyList<UnfiledSecret>> ListAsync(DatastoreTree tree, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var trees = await _datastore.ReadOthersAsync(cancellationToken).ConfigureAwait(false);
        var unfiled = await FindAsync([tree, .. trees], cancellationToken).ConfigureAwait(false);
        var old = unfiled.Where(IsOld).DistinctBy(link => link.SecretId).ToList();
        if (old.Count == 0)
            return [];

        var grants = await ListGrantsAsync(cancellationToken).ConfigureAwait(false);
        return [.. old.Select(link => new UnfiledSecret(link.SecretId, link.CreateDate, [.. grants[link.SecretId]]))];
    }

    /// <summary>
    /// Puts a secret back into its folder, with the key that an earlier version of the tree has for it. After a failure it can be repeated.
    /// </summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The entry that it had, or <see langword="null"/> if no earlier version has a key that opens it.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the secret is not unfiled.</exception>
    public async Task<DatastoreItem?> RestoreAsync(Guid secretId, CancellationToken cancellationToken = default)
    {
        var link = (await FindAsync(secretId, cancellationToken).ConfigureAwait(false))[0];
        var item = await _history.FindAsync(secretId, link.CreateDate, cancellationToken).ConfigureAwait(false);
        if (item is not null)
            await _datastore.UpdateAsync(tree => PutBack(tree, item, link.LinkId), cancellationToken).ConfigureAwait(false);
        return item;
    }

    /// <summary>Deletes a secret for good, with its earlier versions and grants. After a failure it can be repeated.</summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the secret is gone.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the secret is not unfiled: then it is as it was.</exception>
    public async Task DeleteAsync(Guid secretId, CancellationToken cancellationToken = default)
    {
        foreach (var link in await FindAsync(secretId, cancellationToken).ConfigureAwait(false))
            await _session.DeleteLinkAsync(link.LinkId, cancellationToken).ConfigureAwait(false);
    }

    private static void PutBack(DatastoreTree tree, DatastoreItem item, Guid linkId)
    {
        if (tree.Items.All(other => other.SecretId != item.SecretId))
            tree.PutBack(item, linkId);
    }

    /// <summary>The links of an unfiled secret; there is one at least. All trees are read anew for it.</summary>
    private async Task<List<SecretLinkEntry>> FindAsync(Guid secretId, CancellationToken cancellationToken)
    {
        var tree = await _datastore.ReadAsync(cancellationToken).ConfigureAwait(false);
        var trees = await _datastore.ReadOthersAsync(cancellationToken).ConfigureAwait(false);
        var links = (await FindAsync([tree, .. trees], cancellationToken).ConfigureAwait(false))
            .Where(link => link.SecretId == secretId && IsOld(link)).ToList();
        return links.Count > 0
            ? links
            : throw new PsonoApiException(PsonoFailure.NotFound, $"there is no secret {secretId} outside of all folders");
    }

    private bool IsOld(SecretLinkEntry link) =>
        Timestamp.TryParse(link.CreateDate, out var created) && _time.GetUtcNow() - created >= Patience;

    private async Task<IEnumerable<SecretLinkEntry>> FindAsync(IEnumerable<DatastoreTree> trees, CancellationToken cancellationToken)
    {
        var filed = trees.SelectMany(tree => tree.Items).Select(item => item.SecretId).OfType<Guid>().ToHashSet();
        try
        {
            var answer = await _session.GetAsync(
                $"secret/link/?digest={SecretSet.DigestOf(filed)}", PsonoJsonContext.Wire.SecretLinksResponse, cancellationToken)
                .ConfigureAwait(false);
            return answer.Links.Where(link => !filed.Contains(link.SecretId));
        }
        catch (PsonoApiException e) when (e.Status is 404 or 405)
        {
            return [];
        }
    }

    private async Task<ILookup<Guid, UnfiledGrant>> ListGrantsAsync(CancellationToken cancellationToken)
    {
        var found = new List<(Guid SecretId, UnfiledGrant Grant)>();
        foreach (var key in await ListKeysAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var grant in await _apiKeys.ListGrantsAsync(key.Id, cancellationToken).ConfigureAwait(false))
                found.Add((grant.SecretId, new UnfiledGrant(key.Title, grant.Title)));
        }

        return found.ToLookup(grant => grant.SecretId, grant => grant.Grant);
    }

    /// <summary>None in the session of an API key, which knows of no others.</summary>
    private async Task<IReadOnlyList<ApiKeyEntry>> ListKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _apiKeys.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Status == 403)
        {
            return [];
        }
    }
}
