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
    private readonly SeenTrees _seen;
    private Guid? _id;
    private LatestTree? _latest;

    internal VaultDatastore(SealedTransport session, VaultKeys keys, SeenTrees seen)
    {
        _session = session;
        _keys = keys;
        _seen = seen;
    }

    /// <summary>
    /// Gets the tree as this client last read or wrote it, without a request; <see langword="null"/> before that. Changes to it are not
    /// saved: see <see cref="UpdateAsync"/>.
    /// </summary>
    public DatastoreTree? Latest => _latest?.Tree;

    /// <summary>Reads the tree.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The tree. Changes to it are not saved: see <see cref="UpdateAsync"/>.</returns>
    /// <exception cref="PsonoApiException">
    /// A request failed, the datastore does not open, or it is older than one that this device has seen.
    /// </exception>
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
            using var opened = await OpenAsync(id, cancellationToken).ConfigureAwait(false);
            var changed = opened.ToChange();
            change(changed.Tree);
            return await WriteAsync(id, changed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The server was restored from a backup, and whoever asks knows: the trees of now count, whatever this device has seen.
    /// </summary>
    internal void AcceptOlder() => _seen.Forget();

    /// <summary>Zeroes the keys of the secrets in what is remembered.</summary>
    internal void Forget() => CryptographicOperations.ZeroMemory(_latest?.Utf8);

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

    private async Task<IReadOnlyList<Guid>> ListIdsAsync(CancellationToken cancellationToken)
    {
        var known = _seen.Known();
        var ids = await VaultDatastoreSetup.EnsureAsync(_session, _keys, cancellationToken).ConfigureAwait(false);
        SeenTrees.See(ids, known);
        return ids;
    }

    private async Task<DatastoreTree> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        using var opened = await OpenAsync(id, cancellationToken).ConfigureAwait(false);
        return opened.Tree;
    }

    private async Task<OpenedTree> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        var known = _seen.Known();
        var latest = id == _id ? _latest : null;
        var answer = await ReadSealedAsync(id, latest?.Version.WriteDate, cancellationToken).ConfigureAwait(false);
        var isLatest = latest is not null && answer.PsonoNet is { IsUnchanged: true } && answer.WriteDate == latest.Version.WriteDate;
        var opened = isLatest
            ? OpenedTree.Of(latest!, answer.SecretKey, answer.SecretKeyNonce, _keys)
            : OpenedTree.Open(id, answer.Data, answer.DataNonce, answer.SecretKey, answer.SecretKeyNonce, _keys);
        try
        {
            // Also of one that is known here: others who share the memory may have seen a newer one.
            var version = isLatest ? latest!.Version : SealedVersion.OfTree(answer.Data, answer.DataNonce, answer.WriteDate);
            _seen.See(id, version, known);
            SetLatest(id, opened, version);
            return opened with { WriteDate = answer.WriteDate, Known = known };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private Task<DatastoreResponse> ReadSealedAsync(Guid id, string? known, CancellationToken cancellationToken)
    {
        var path = known is null ? $"datastore/{id}/" : $"datastore/{id}/?known={Uri.EscapeDataString(known)}";
        return _session.GetAsync(path, PsonoJsonContext.Wire.DatastoreResponse, cancellationToken);
    }

    private void SetLatest(Guid id, OpenedTree opened, SealedVersion version)
    {
        if (id == _id)
            _latest = new LatestTree(opened.Tree, opened.Utf8, version);
    }

    /// <summary>Whether the tree is stored; if not, another client wrote since it was read.</summary>
    private async Task<bool> WriteAsync(Guid id, OpenedTree opened, CancellationToken cancellationToken)
    {
        var utf8 = opened.Tree.ToUtf8();
        var data = SecretBox.Seal(opened.Key, utf8);
        var request = new UpdateDatastoreRequest
        {
            DatastoreId = id,
            Data = data.Text,
            DataNonce = data.Nonce,
            OldWriteDate = opened.WriteDate,
        };
        WriteDateResponse? written = null;
        var isStored = await Optimistic.TryAsync(SendAsync()).ConfigureAwait(false);
        if (isStored)
        {
            var version = SealedVersion.OfTree(data.Text, data.Nonce, written?.WriteDate);
            SetLatest(id, opened with { Utf8 = utf8 }, version);
            _seen.See(id, version, opened.Known);
        }

        return isStored;

        async Task SendAsync() => written = await _session.SendAsync(
            HttpMethod.Post,
            "datastore/",
            request,
            PsonoJsonContext.Wire.UpdateDatastoreRequest,
            PsonoJsonContext.Wire.WriteDateResponse,
            cancellationToken).ConfigureAwait(false);
    }
}
