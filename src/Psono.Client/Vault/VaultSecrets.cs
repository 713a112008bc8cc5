using System.Globalization;
using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Client.Vault;

/// <summary>The secrets behind the entries of a vault. An entry and its secret are kept in step: a title is in both.</summary>
public sealed class VaultSecrets
{
    private readonly SealedTransport _session;
    private readonly VaultDatastore _datastore;

    internal VaultSecrets(SealedTransport session, VaultDatastore datastore)
    {
        _session = session;
        _datastore = datastore;
    }

    /// <summary>Makes a secret and its entry.</summary>
    /// <param name="content">The content, with a title.</param>
    /// <param name="folder">Names of the folders from the root down; missing ones are made. Empty for the root.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The id of the secret.</returns>
    /// <exception cref="PsonoApiException">A request failed: then there is no entry, and no secret without an entry.</exception>
    /// <exception cref="InvalidOperationException">A folder on the way is a share.</exception>
    public Task<Guid> CreateAsync(SecretContent content, IReadOnlyList<string> folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(folder);
        return new VaultSecretCreation(_session, _datastore).RunAsync(content, folder, cancellationToken);
    }

    /// <summary>Reads and opens a secret.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the secret does not open.</exception>
    public async Task<OpenedSecret> ReadAsync(DatastoreItem item, CancellationToken cancellationToken = default)
    {
        using var key = KeyOf(item, out var id);
        var answer = await _session.GetAsync($"secret/{id}/", PsonoJsonContext.Wire.SecretResponse, cancellationToken)
            .ConfigureAwait(false);
        return OpenedSecret.Open(id, answer.WriteDate, key, answer.Data, answer.DataNonce);
    }

    /// <summary>Reads the names of the variables of many secrets, with few requests. The values are zeroed at once.</summary>
    /// <param name="items">The entries. Those of other types than Environment Variables are not asked for.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The names by the id of the secret. A secret that cannot be read, or does not open, is left out.</returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public Task<IReadOnlyDictionary<Guid, IReadOnlyList<string>>> ReadVariableNamesAsync(
        IEnumerable<DatastoreItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new VaultNameReading(_session).RunAsync(items, cancellationToken);
    }

    /// <summary>
    /// Changes a secret; the server keeps the version before. What another client wrote in between is never overwritten if the server
    /// checks versions: then the change is made again, to the new content.
    /// </summary>
    /// <param name="item">The entry.</param>
    /// <param name="change">Changes the content and tells whether it did. May be called several times.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Whether something was written.</returns>
    /// <exception cref="PsonoApiException">A request failed, or others kept changing the secret.</exception>
    public Task<bool> UpdateAsync(DatastoreItem item, Func<SecretContent, bool> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ReplaceAsync(item, content => change(content) ? content : null, cancellationToken);
    }

    /// <summary>
    /// Stores a content, if nobody wrote since it was read. One request, and the entry's node only if it shows something of the secret that
    /// is another now. If the content is stored already, because the answer of an earlier attempt was lost, that is as good.
    /// </summary>
    /// <param name="item">The entry.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="before">The content that was changed.</param>
    /// <param name="writeDate">Its <see cref="OpenedSecret.WriteDate"/>.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>What the server has now: the content, or what another client wrote meanwhile, which stays.</returns>
    /// <exception cref="PsonoApiException">A request failed. It can be repeated.</exception>
    public async Task<SecretSave> SaveAsync(
        DatastoreItem item, SecretContent content, SecretContent before, string? writeDate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(before);
        using var key = KeyOf(item, out var id);
        var stored = await WriteAsync(id, key, content, writeDate, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            using var newer = await ReadAsync(item, cancellationToken).ConfigureAwait(false);
            if (!IsContent(newer, content))
                return new SecretSave(IsStored: false, newer.Parse(), newer.WriteDate);
            stored = new WriteDateResponse { WriteDate = newer.WriteDate };
        }

        await ShowAsync(item, before, content, cancellationToken).ConfigureAwait(false);
        return new SecretSave(IsStored: true, content, stored.WriteDate);
    }

    /// <summary>Moves an entry to another folder.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="folder">Names of the folders from the root down; missing ones are made. Empty for the root.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the entry is there.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the entry is gone.</exception>
    /// <exception cref="InvalidOperationException">A folder on the way is a share.</exception>
    public Task MoveAsync(DatastoreItem item, IReadOnlyList<string> folder, CancellationToken cancellationToken = default)
    {
        var linkId = LinkOf(item);
        return _datastore.UpdateAsync(tree => tree.Move(tree.Find(linkId) ?? throw Gone(item), folder), cancellationToken);
    }

    /// <summary>Lists the earlier versions of a secret.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The versions, newest first. Their dates say when each was replaced.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<IReadOnlyList<SecretHistoryEntry>> ListVersionsAsync(
        DatastoreItem item, CancellationToken cancellationToken = default)
    {
        using var key = KeyOf(item, out var id);
        var answer = await _session.GetAsync($"secret/history/{id}/", PsonoJsonContext.Wire.SecretHistoryResponse, cancellationToken)
            .ConfigureAwait(false);
        return [.. answer.History.OrderByDescending(version => version.CreateDate, StringComparer.Ordinal)];
    }

    /// <summary>Removes earlier versions of a secret for good. Only servers of this project can (protocol part 5, section 14).</summary>
    /// <param name="item">The entry.</param>
    /// <param name="before">Versions that were replaced before this time go.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>How many went.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the secret is not the user's own.</exception>
    public async Task<int> PruneVersionsAsync(DatastoreItem item, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        using var key = KeyOf(item, out var id);
        var request = new PruneSecretHistoryRequest { Before = before.ToString("O", CultureInfo.InvariantCulture) };
        var answer = await _session.SendAsync(
            HttpMethod.Delete,
            $"secret/history/{id}/",
            request,
            PsonoJsonContext.Wire.PruneSecretHistoryRequest,
            PsonoJsonContext.Wire.PruneSecretHistoryResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.Removed;
    }

    /// <summary>Reads and opens an earlier version of a secret.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="versionId">The id of the version.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The secret as it was.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the version does not open.</exception>
    public async Task<OpenedSecret> ReadVersionAsync(DatastoreItem item, Guid versionId, CancellationToken cancellationToken = default)
    {
        using var key = KeyOf(item, out var id);
        var answer = await _session.GetAsync($"history/{versionId}/", PsonoJsonContext.Wire.SecretVersionResponse, cancellationToken)
            .ConfigureAwait(false);
        return OpenedSecret.Open(id, answer.WriteDate, key, answer.Data, answer.DataNonce);
    }

    /// <summary>Makes an earlier version the current one. What was current becomes an earlier version in turn.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="versionId">The id of the version.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the version is current.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the version does not open.</exception>
    public async Task RestoreVersionAsync(DatastoreItem item, Guid versionId, CancellationToken cancellationToken = default)
    {
        using var version = await ReadVersionAsync(item, versionId, cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(item, _ => version.Parse(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts an entry into the trash, where the web vault shows it.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the entry is in the trash.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the entry is gone.</exception>
    public Task TrashAsync(DatastoreItem item, CancellationToken cancellationToken = default) =>
        ChangeNodeAsync(item, node => node.Delete(), cancellationToken);

    /// <summary>Takes an entry out of the trash.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the entry is out of the trash.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the entry is gone.</exception>
    public Task UntrashAsync(DatastoreItem item, CancellationToken cancellationToken = default) =>
        ChangeNodeAsync(item, node => node.Undelete(), cancellationToken);

    /// <summary>Deletes an entry and its secret for good. After a failure it can be repeated.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when both are gone.</returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public async Task DeleteAsync(DatastoreItem item, CancellationToken cancellationToken = default)
    {
        var linkId = LinkOf(item);
        try
        {
            // Before the node: an entry without a secret can be seen and deleted again, a secret without an entry cannot.
            await _session.DeleteLinkAsync(linkId, cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.ServerCode == "NO_PERMISSION_OR_NOT_EXIST")
        {
            // An earlier attempt came this far.
        }

        await _datastore.UpdateAsync(tree => tree.Find(linkId)?.Remove(), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ReplaceAsync(
        DatastoreItem item, Func<SecretContent, SecretContent?> change, CancellationToken cancellationToken)
    {
        using var key = KeyOf(item, out var id);
        var isChanged = false;
        SecretContent? before = null, stored = null;
        await Optimistic.RunAsync(TryAsync, $"secret {id}", _session.PauseClock, cancellationToken).ConfigureAwait(false);
        // Also if nothing changed: an earlier attempt may have come as far as the secret.
        if (isChanged || stored!.Title is { } title && title != item.Name)
            await ShowAsync(item, before!, stored!, cancellationToken).ConfigureAwait(false);
        return isChanged;

        async Task<bool> TryAsync()
        {
            using var opened = await ReadAsync(item, cancellationToken).ConfigureAwait(false);
            (before, stored) = (opened.Parse(), opened.Parse());
            if (change(stored) is not { } replacement)
                return true;
            stored = replacement;
            return isChanged =
                await WriteAsync(id, key, replacement, opened.WriteDate, cancellationToken).ConfigureAwait(false) is not null;
        }
    }

    /// <summary>The answer if the new content is stored; null if another client wrote since it was read.</summary>
    private async Task<WriteDateResponse?> WriteAsync(
        Guid id, SecretKey key, SecretContent content, string? oldWriteDate, CancellationToken cancellationToken)
    {
        var utf8 = content.ToUtf8();
        var data = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        var request = new UpdateSecretRequest { SecretId = id, Data = data.Text, DataNonce = data.Nonce, OldWriteDate = oldWriteDate };
        WriteDateResponse? answer = null;
        await Optimistic.TryAsync(SendAsync()).ConfigureAwait(false);
        return answer;

        async Task SendAsync() => answer = await _session.SendAsync(
            HttpMethod.Post,
            "secret/",
            request,
            PsonoJsonContext.Wire.UpdateSecretRequest,
            PsonoJsonContext.Wire.WriteDateResponse,
            cancellationToken).ConfigureAwait(false);
    }

    private static bool IsContent(OpenedSecret secret, SecretContent content)
    {
        var utf8 = content.ToUtf8();
        var isEqual = secret.Utf8.Span.SequenceEqual(utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return isEqual;
    }

    /// <summary>
    /// The tree is as large as the vault: it is sent only if the entry does not show this content already. One that did not show the
    /// content of before either is an old one: another client has changed both.
    /// </summary>
    private Task ShowAsync(DatastoreItem item, SecretContent before, SecretContent content, CancellationToken cancellationToken) =>
        item.Shows(content) && item.Shows(before)
            ? Task.CompletedTask
            : ChangeNodeAsync(item, node => node.Update(content), cancellationToken);

    private Task ChangeNodeAsync(DatastoreItem item, Action<DatastoreItem> change, CancellationToken cancellationToken)
    {
        var linkId = LinkOf(item);
        return _datastore.UpdateAsync(tree => change(tree.Find(linkId) ?? throw Gone(item)), cancellationToken);
    }

    private static SecretKey KeyOf(DatastoreItem item, out Guid secretId)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.SecretId is { } id && item.OpenKey() is { } key)
        {
            secretId = id;
            return key;
        }

        throw new PsonoApiException(PsonoFailure.NotFound, $"the entry '{item.Name}' has no secret");
    }

    private static Guid LinkOf(DatastoreItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.LinkId ?? throw new PsonoApiException(PsonoFailure.NotFound, $"the entry '{item.Name}' has no id");
    }

    private static PsonoApiException Gone(DatastoreItem item) =>
        new(PsonoFailure.NotFound, $"the entry '{item.Name}' is gone: another client deleted it");
}
