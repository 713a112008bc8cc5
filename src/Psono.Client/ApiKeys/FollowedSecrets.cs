using Psono.Client.Http;

namespace Psono.Client.ApiKeys;

/// <summary>
/// Secrets that are read again and again. A server that knows entity tags is asked whether anything changed, any other one for the write
/// dates; what did not change is neither sent nor opened nor counted again. A server that goes back to an older version is refused.
/// </summary>
public sealed class FollowedSecrets
{
    private readonly HttpTransport _transport;
    private readonly ApiKeyAccess _access;
    private readonly SecretOpener _opener;
    private readonly NamedReads _named;
    private readonly SecretReferences? _wanted;
    private readonly KnownSecrets _known = new();
    private IReadOnlyList<Guid>? _selection;
    private IReadOnlyList<OpenableSecret>? _answered;
    private IReadOnlyList<Guid> _chosen = [];

    internal FollowedSecrets(
        HttpTransport transport, ApiKeyAccess access, SecretOpener opener, NamedReads named, IReadOnlyList<string> references)
    {
        (_transport, _access, _opener, _named) = (transport, access, opener, named);
        _wanted = references.Count == 0 ? null : new SecretReferences(references);
        _selection = _wanted?.Ids;
    }

    /// <summary>Reads and opens the secrets if one of them changed. One call at a time.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>
    /// All of them, in the order of the references or else ordered by id; <see langword="null"/> if they are what the last call that
    /// answered with secrets did.
    /// </returns>
    /// <exception cref="PsonoApiException">
    /// A request failed, a secret is not granted or does not open, or a title is of none or several of them. The next call tries anew.
    /// </exception>
    public Task<IReadOnlyList<OpenedSecret>?> ReadIfChangedAsync(CancellationToken cancellationToken = default) =>
        _transport.TogetherAsync(
            () => _wanted?.Titles.Count > 0 ? ReadNamedAsync(_wanted, cancellationToken) : ReadAsync(cancellationToken));

    private async Task<IReadOnlyList<OpenedSecret>?> ReadAsync(CancellationToken cancellationToken)
    {
        var fetched = await _access.ReadManyAsync(_selection, _known, cancellationToken).ConfigureAwait(false);
        if (fetched.IsUnmodified)
            return null;
        var isSame = IsSame(fetched);
        var opened = isSame ? null : Open(fetched);
        Accept(fetched, _selection);
        return opened;
    }

    // docs/decisions/0020
    /// <summary>Which secrets are meant is told by the titles of the grants, and decided by the secrets themselves.</summary>
    private async Task<IReadOnlyList<OpenedSecret>?> ReadNamedAsync(SecretReferences wanted, CancellationToken cancellationToken)
    {
        // While the answer is unmodified, no grant has come, gone or changed: each title is of the same secret.
        var fetched = _answered is null ? null : await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        if (fetched is { IsUnmodified: true })
            return null;
        if (fetched is not null && _selection is null && IsSame(fetched))
        {
            Accept(fetched, _selection);
            return null;
        }

        var (selection, _, _) = await _named.ResolveAsync(wanted, cancellationToken).ConfigureAwait(false);
        if (fetched is null || !(selection ?? []).SequenceEqual(_selection ?? []))
            fetched = await _access.ReadManyAsync(selection, _known, cancellationToken).ConfigureAwait(false);
        var opened = Open(fetched);
        if (selection is not null && !wanted.AreFoundIn(NamedReads.Titled(opened)))
        {
            NamedReads.DisposeOf(opened);
            selection = null;
            fetched = await _access.ReadManyAsync(selection, _known, cancellationToken).ConfigureAwait(false);
            opened = Open(fetched);
        }

        var chosen = NamedReads.Choose(wanted, opened);
        var ids = chosen.Select(secret => secret.SecretId).ToList();
        var isSame = IsSame(fetched) && ids.SequenceEqual(_chosen);
        Accept(fetched, selection);
        _chosen = ids;
        if (!isSame)
            return chosen;
        NamedReads.DisposeOf(chosen);
        return null;
    }

    /// <summary>What was answered before, as it is now; null if one of them is no longer granted: another one may have its title.</summary>
    private async Task<FetchedSecrets?> ReadAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _access.ReadManyAsync(_selection, _known, cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e is { Failure: PsonoFailure.Refused, Secret: not null })
        {
            return null;
        }
    }

    private bool IsSame(FetchedSecrets fetched) => _answered is not null && fetched.Secrets.SequenceEqual(_answered);

    private IReadOnlyList<OpenedSecret> Open(FetchedSecrets fetched)
    {
        foreach (var secret in fetched.Secrets)
            _known.RefuseRollback(secret);
        return _opener.OpenAll(fetched.Secrets);
    }

    /// <summary>Only what was opened: until then the next call reads anew.</summary>
    private void Accept(FetchedSecrets fetched, IReadOnlyList<Guid>? selection)
    {
        _known.Confirm(fetched.Secrets, _transport.Time.GetUtcNow());
        _known.Tag(selection, fetched.Tag);
        (_answered, _selection) = (fetched.Secrets, selection);
    }
}
