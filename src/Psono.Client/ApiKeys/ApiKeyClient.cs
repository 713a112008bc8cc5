using System.Security.Cryptography;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;

namespace Psono.Client.ApiKeys;

/// <summary>
/// Reads and writes secrets with an API key. Secrets are opened and sealed here: the server sees neither their content nor the key's
/// secret. Works with any Psono server; one that announces bulk reading answers for all secrets at once.
/// </summary>
public sealed class ApiKeyClient : IDisposable
{
    private readonly HttpTransport _transport;
    private readonly SecretKey _apiSecretKey;
    private readonly ApiKeyAccess _access;
    private readonly SecretOpener _opener;
    private readonly NamedReads _named;
    private readonly CachedReads? _cached;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="transport">The connection to the server. It is disposed of with this instance.</param>
    /// <param name="apiKeyId">The id of the API key.</param>
    /// <param name="apiSecretKey">The secret key of the API key. It is disposed of with this instance.</param>
    /// <param name="cache">Where to keep the secrets, sealed; <see langword="null"/> to keep nothing.</param>
    public ApiKeyClient(HttpTransport transport, Guid apiKeyId, SecretKey apiSecretKey, SecretCacheOptions? cache = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(apiSecretKey);
        _transport = transport;
        _apiSecretKey = apiSecretKey;
        _access = new ApiKeyAccess(transport, apiKeyId);
        _opener = new SecretOpener(apiKeyId, apiSecretKey);
        _named = new NamedReads(_access, _opener, apiSecretKey);
        if (cache is not null)
            _cached = new CachedReads(_access, _opener, new SecretCache(cache, transport.Server, apiKeyId, apiSecretKey), cache);
    }

    /// <summary>
    /// Gets or sets a value indicating whether secrets are refused whose grants are not bound to them. Those a lying server could swap for
    /// others of the same API key. Clients of Psono.NET bind what they grant, others do not.
    /// </summary>
    public bool RequireBoundGrants
    {
        get => _opener.RequireBound;
        set => _opener.RequireBound = value;
    }

    /// <summary>Asks what the key may do, and which secrets it opens.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The server's answer.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task<InspectApiKeyResponse> InspectAsync(CancellationToken cancellationToken = default)
    {
        _cached?.RefuseIfOffline("the server cannot be asked about the API key");
        return _access.InspectAsync(cancellationToken);
    }

    /// <summary>Reads and opens one secret.</summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the secret does not open with this key.</exception>
    public Task<OpenedSecret> ReadAsync(Guid secretId, CancellationToken cancellationToken = default) =>
        _transport.TogetherAsync(async () => _cached is null
            ? _opener.Open(await _access.ReadAsync(secretId, cancellationToken).ConfigureAwait(false))
            : await _cached.ReadAsync(secretId, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads and opens several secrets, all of them or none: in one request if the server can, else over one connection.</summary>
    /// <param name="secretIds">The ids of the secrets; <see langword="null"/> for all that are granted to the key.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The secrets, in the order of <paramref name="secretIds"/>, or else ordered by id.</returns>
    /// <exception cref="PsonoApiException">
    /// A request failed, or one of the secrets is not granted or does not open with this key.
    /// </exception>
    public Task<IReadOnlyList<OpenedSecret>> ReadManyAsync(
        IReadOnlyList<Guid>? secretIds = null, CancellationToken cancellationToken = default) =>
        _transport.TogetherAsync(async () => _cached is null
            ? _opener.OpenAll((await _access.ReadManyAsync(secretIds, known: null, cancellationToken).ConfigureAwait(false)).Secrets)
            : await _cached.ReadManyAsync(secretIds, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Reads and opens several secrets, all of them or none, each named by its id or its title: in one request if the server knows the
    /// titles that grants carry.
    /// </summary>
    /// <param name="references">Ids or titles. What looks like an id is one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The secrets, in the order of <paramref name="references"/>, each once.</returns>
    /// <exception cref="PsonoApiException">
    /// A request failed, a secret is not granted or does not open, or a title is of none or several of them.
    /// </exception>
    public Task<IReadOnlyList<OpenedSecret>> ReadNamedAsync(
        IReadOnlyList<string> references, CancellationToken cancellationToken = default)
    {
        var wanted = new SecretReferences(references);
        if (wanted.Titles.Count == 0)
            return ReadManyAsync(wanted.Ids, cancellationToken);

        // With a cache, all of them: what is unchanged is not sent again.
        return _transport.TogetherAsync(async () => _cached is null
            ? await _named.ReadAsync(wanted, cancellationToken).ConfigureAwait(false)
            : NamedReads.Choose(wanted, await _cached.ReadManyAsync(secretIds: null, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Follows secrets that are read again and again: what has not changed is neither sent nor opened nor counted again.</summary>
    /// <param name="references">
    /// Ids or titles; <see langword="null"/> or none for all that are granted to the key. What looks like an id is one.
    /// </param>
    /// <returns>What reads them. It is of use as long as this instance is.</returns>
    /// <exception cref="NotSupportedException">This instance has a cache, which does that for one process after the other.</exception>
    public FollowedSecrets Follow(IReadOnlyList<string>? references = null) => _cached is null
        ? new FollowedSecrets(_transport, _access, _opener, _named, references ?? [])
        : throw new NotSupportedException("a client with a cache cannot follow secrets");

    /// <summary>Finds the id of a secret that is named by its id or its title. For an id it asks nobody.</summary>
    /// <param name="reference">Id or title. What looks like an id is one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The id.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the title is of none or several of the granted secrets.</exception>
    public Task<Guid> FindAsync(string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (SecretReferences.AsId(reference) is { } id)
            return Task.FromResult(id);
        _cached?.RefuseIfOffline("secrets cannot be looked for by title");
        return _transport.TogetherAsync(() => _named.FindAsync(new SecretReferences([reference]), cancellationToken));
    }

    /// <summary>
    /// Changes a secret. What another client wrote in between is never overwritten if the server checks versions:
    /// then the change is made again, to the new content.
    /// </summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="change">Changes the content and tells whether it did. May be called several times.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Whether something was written.</returns>
    /// <exception cref="PsonoApiException">A request failed, or others kept changing the secret.</exception>
    public Task<bool> UpdateAsync(Guid secretId, Func<SecretContent, bool> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        _cached?.RefuseIfOffline($"secret {secretId} cannot be changed");
        var written = false;
        return _transport.TogetherAsync(async () =>
        {
            await Optimistic.RunAsync(TryAsync, $"secret {secretId}", _transport.Time, cancellationToken).ConfigureAwait(false);
            return written;
        });

        async Task<bool> TryAsync()
        {
            var secret = await _access.ReadAsync(secretId, cancellationToken).ConfigureAwait(false);
            _cached?.RefuseRollback(secret);
            var (opened, key) = _opener.OpenWithKey(secret);
            using var disposedContent = opened;
            using var disposedKey = key;
            var content = opened.Parse();
            if (!change(content))
                return true;
            return written = await _access.WriteAsync(secretId, Seal(key, content), secret.WriteDate, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Looks into the cache without asking the server.</summary>
    /// <returns>What is in it; <see langword="null"/> if there is no cache.</returns>
    /// <exception cref="PsonoApiException">The cache cannot be read, or is not authentic.</exception>
    public SecretCacheState? ReadCacheState() => _cached?.ReadState();

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _cached?.Dispose();
        _apiSecretKey.Dispose();
    }

    private static SealedText Seal(SecretKey key, SecretContent content)
    {
        var utf8 = content.ToUtf8();
        try
        {
            return SecretBox.Seal(key, utf8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }
}
