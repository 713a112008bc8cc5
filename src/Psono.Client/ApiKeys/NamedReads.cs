using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

/// <summary>
/// Reads secrets that are named by title. A server that knows the titles that grants carry answers in one request; else all granted secrets
/// are read, and those of other titles are dropped.
/// </summary>
internal sealed class NamedReads(ApiKeyAccess access, SecretOpener opener, SecretKey apiSecretKey)
{
    public async Task<IReadOnlyList<OpenedSecret>> ReadAsync(SecretReferences wanted, CancellationToken cancellationToken)
    {
        var bulk = new BulkReadOptions
        {
            Secrets = true,
            SecretIds = wanted.Ids,
            TitleTags = [.. wanted.Titles.Select(title => TitleTag.Of(apiSecretKey, title))],
            Titles = true,
        };
        InspectedKey key;
        bool multiplexed;
        try
        {
            (key, multiplexed) = await access.InspectAsync(bulk, cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.AnswerTooLarge)
        {
            return await ReadByIdAsync(wanted, cancellationToken).ConfigureAwait(false);
        }

        var granted = access.Granted(key.Key, wanted.Ids);
        if (key.Secrets is { } found && new TitleIndex(key.Titles, apiSecretKey).Covers(granted))
        {
            var secrets = opener.OpenAll(
                [.. found.DistinctBy(secret => secret.Id).Where(secret => granted.Contains(secret.Id))]);
            if (wanted.AreFoundIn(Titled(secrets)))
                return Choose(wanted, secrets);
            DisposeOf(secrets);
        }

        return Choose(wanted, await ReadGrantedAsync(key, multiplexed, cancellationToken).ConfigureAwait(false));
    }

    public async Task<Guid> FindAsync(SecretReferences wanted, CancellationToken cancellationToken)
    {
        var (ids, key, multiplexed) = await ResolveAsync(wanted, cancellationToken).ConfigureAwait(false);
        if (ids is not null)
            return ids[0];
        using var secret = Choose(wanted, await ReadGrantedAsync(key, multiplexed, cancellationToken).ConfigureAwait(false))[0];
        return secret.SecretId;
    }

    /// <summary>For those that are together more than one answer may be: first their ids, then each of them.</summary>
    private async Task<IReadOnlyList<OpenedSecret>> ReadByIdAsync(SecretReferences wanted, CancellationToken cancellationToken)
    {
        var (ids, key, multiplexed) = await ResolveAsync(wanted, cancellationToken).ConfigureAwait(false);
        return ids is null
            ? Choose(wanted, await ReadGrantedAsync(key, multiplexed, cancellationToken).ConfigureAwait(false))
            : opener.OpenAll((await access.ReadManyAsync(ids, known: null, cancellationToken).ConfigureAwait(false)).Secrets);
    }

    /// <summary>The ids that the references stand for; null if the titles of the grants do not tell.</summary>
    public async Task<(IReadOnlyList<Guid>? Ids, InspectedKey Key, bool Multiplexed)> ResolveAsync(
        SecretReferences wanted, CancellationToken cancellationToken)
    {
        var (key, multiplexed) = await access.InspectAsync(new BulkReadOptions { Secrets = false, Titles = true }, cancellationToken)
            .ConfigureAwait(false);
        var granted = access.Granted(key.Key, wanted.Ids);
        var index = new TitleIndex(key.Titles, apiSecretKey);
        var known = granted.ConvertAll(id => (id, index.TitleOf(id)));
        return (index.Covers(granted) && wanted.AreFoundIn(known) ? wanted.Resolve(known) : null, key, multiplexed);
    }

    /// <summary>Those of <paramref name="secrets"/> that are meant, in the order of the references. The others are disposed of.</summary>
    public static IReadOnlyList<OpenedSecret> Choose(SecretReferences wanted, IReadOnlyList<OpenedSecret> secrets)
    {
        List<OpenedSecret> chosen = [];
        try
        {
            chosen.AddRange(wanted.Resolve(Titled(secrets)).Select(id => secrets.First(secret => secret.SecretId == id)));
            return chosen;
        }
        finally
        {
            DisposeOf(secrets.Except(chosen));
        }
    }

    private async Task<IReadOnlyList<OpenedSecret>> ReadGrantedAsync(
        InspectedKey key, bool multiplexed, CancellationToken cancellationToken)
    {
        var secrets = key.Secrets is null
            ? await access.ReadGrantedAsync(key.Key, multiplexed, cancellationToken).ConfigureAwait(false)
            : (await access.ReadManyAsync(secretIds: null, known: null, cancellationToken).ConfigureAwait(false)).Secrets;
        return opener.OpenAll(secrets);
    }

    public static List<(Guid Id, string? Title)> Titled(IEnumerable<OpenedSecret> secrets) =>
        [.. secrets.Select(secret => (secret.SecretId, secret.Title))];

    public static void DisposeOf(IEnumerable<OpenedSecret> secrets)
    {
        foreach (var secret in secrets)
            secret.Dispose();
    }
}
