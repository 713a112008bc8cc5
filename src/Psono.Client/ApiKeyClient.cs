using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;

namespace Psono.Client;

/// <summary>
/// Reads and writes secrets with an API key. Secrets are opened and sealed here: the server sees neither their content nor the key's secret.
/// Works with any Psono server; one that announces bulk reading answers for all secrets at once.
/// </summary>
public sealed class ApiKeyClient : IDisposable
{
    private const int MaxConflicts = 20;
    private const int ParallelReads = 16;

    private readonly HttpTransport _transport;
    private readonly Guid _apiKeyId;
    private readonly SecretKey _apiSecretKey;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="transport">The connection to the server. It is disposed of with this instance.</param>
    /// <param name="apiKeyId">The id of the API key.</param>
    /// <param name="apiSecretKey">The secret key of the API key. It is disposed of with this instance.</param>
    public ApiKeyClient(HttpTransport transport, Guid apiKeyId, SecretKey apiSecretKey)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(apiSecretKey);
        _transport = transport;
        _apiKeyId = apiKeyId;
        _apiSecretKey = apiSecretKey;
    }

    /// <summary>Asks what the key may do, and which secrets it opens.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The server's answer.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<InspectApiKeyResponse> InspectAsync(CancellationToken cancellationToken = default) =>
        (await InspectAsync(bulkRead: null, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Reads and opens one secret.</summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the secret does not open with this key.</exception>
    public async Task<OpenedSecret> ReadAsync(Guid secretId, CancellationToken cancellationToken = default)
    {
        var answer = await ReadSealedAsync(secretId, cancellationToken).ConfigureAwait(false);
        using var key = OpenKey(secretId, answer.SecretKey, answer.SecretKeyNonce);
        return Open(secretId, key, answer.Data, answer.DataNonce, answer.WriteDate);
    }

    /// <summary>Reads and opens several secrets, all of them or none: in one request if the server can, else over one connection.</summary>
    /// <param name="secretIds">The ids of the secrets; <see langword="null"/> for all that are granted to the key.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The secrets, in the order of <paramref name="secretIds"/>, or else ordered by id.</returns>
    /// <exception cref="PsonoApiException">A request failed, or one of the secrets is not granted or does not open with this key.</exception>
    public async Task<IReadOnlyList<OpenedSecret>> ReadManyAsync(
        IReadOnlyList<Guid>? secretIds = null, CancellationToken cancellationToken = default)
    {
        var bulk = new BulkReadOptions { Secrets = true, SecretIds = secretIds };
        var (answer, multiplexed) = await InspectAsync(bulk, cancellationToken).ConfigureAwait(false);
        var granted = Granted(answer, secretIds ?? []);
        var wanted = secretIds?.Distinct().ToList() ?? granted;
        return answer.PsonoNet is { } found
            ? OpenAll(wanted, found.Secrets)
            : await ReadOneByOneAsync(wanted, multiplexed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads and opens several secrets, all of them or none, each named by its id or its title. A server that knows the titles that grants carry
    /// answers in one request; else all granted secrets are read, and those of other titles are dropped.
    /// </summary>
    /// <param name="references">Ids or titles. What looks like an id is one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The secrets, in the order of <paramref name="references"/>, each once.</returns>
    /// <exception cref="PsonoApiException">A request failed, a secret is not granted or does not open, or a title is of none or several of them.</exception>
    public async Task<IReadOnlyList<OpenedSecret>> ReadNamedAsync(IReadOnlyList<string> references, CancellationToken cancellationToken = default)
    {
        var wanted = new SecretReferences(references);
        if (wanted.Titles.Count == 0)
            return await ReadManyAsync(wanted.Ids, cancellationToken).ConfigureAwait(false);
        var bulk = new BulkReadOptions
        {
            Secrets = true,
            SecretIds = wanted.Ids,
            TitleTags = [.. wanted.Titles.Select(title => TitleTag.Of(_apiSecretKey, title))],
            Titles = true,
        };
        var (answer, multiplexed) = await InspectAsync(bulk, cancellationToken).ConfigureAwait(false);
        var granted = Granted(answer, wanted.Ids);
        if (answer.PsonoNet is { } found && new TitleIndex(found.Titles, _apiSecretKey).Covers(granted))
        {
            var secrets = OpenAll([.. found.Secrets.Select(secret => secret.SecretId).Intersect(granted)], found.Secrets);
            if (wanted.AreFoundIn(Titled(secrets)))
                return Choose(wanted, secrets);
            secrets.ForEach(secret => secret.Dispose());
        }

        return Choose(wanted, await ReadGrantedAsync(answer, granted, multiplexed, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Finds the id of a secret that is named by its id or its title. For an id it asks nobody.</summary>
    /// <param name="reference">Id or title. What looks like an id is one.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The id.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the title is of none or several of the granted secrets.</exception>
    public async Task<Guid> FindAsync(string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (SecretReferences.AsId(reference) is { } id)
            return id;
        var wanted = new SecretReferences([reference]);
        var (answer, multiplexed) = await InspectAsync(new BulkReadOptions { Secrets = false, Titles = true }, cancellationToken).ConfigureAwait(false);
        var granted = Granted(answer, []);
        var index = new TitleIndex(answer.PsonoNet?.Titles, _apiSecretKey);
        var known = granted.ConvertAll(secretId => (secretId, index.TitleOf(secretId)));
        if (index.Covers(granted) && wanted.AreFoundIn(known))
            return wanted.Resolve(known)[0];
        using var secret = Choose(wanted, await ReadGrantedAsync(answer, granted, multiplexed, cancellationToken).ConfigureAwait(false))[0];
        return secret.SecretId;
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
    public async Task<bool> UpdateAsync(Guid secretId, Func<SecretContent, bool> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var answer = await ReadSealedAsync(secretId, cancellationToken).ConfigureAwait(false);
            using var key = OpenKey(secretId, answer.SecretKey, answer.SecretKeyNonce);
            using var opened = Open(secretId, key, answer.Data, answer.DataNonce, answer.WriteDate);
            var content = opened.Parse();
            if (!change(content))
                return false;
            if (await WriteAsync(secretId, key, content, answer.WriteDate, cancellationToken).ConfigureAwait(false))
                return true;
            var pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 20 * (conflicts + 1)));
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }

        throw new PsonoApiException(PsonoFailure.WriteConflict, $"others kept changing secret {secretId}, nothing was written");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _apiSecretKey.Dispose();
    }

    private async Task<(InspectApiKeyResponse Answer, bool Multiplexed)> InspectAsync(BulkReadOptions? bulkRead, CancellationToken cancellationToken)
    {
        var request = new InspectApiKeyRequest { ApiKeyId = _apiKeyId, PsonoNet = bulkRead };
        var answer = await SendAsync(HttpMethod.Post, "inspect/", request, PsonoJsonContext.Default.InspectApiKeyRequest, cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ApiKeyErrors.Refusal(answer, $"to inspect the API key {_apiKeyId}");
        return (answer.Read(PsonoJsonContext.Default.InspectApiKeyResponse), answer.Multiplexed);
    }

    /// <summary>The ids of the granted secrets, in their order; those that were asked for have to be among them.</summary>
    private List<Guid> Granted(InspectApiKeyResponse answer, IEnumerable<Guid> wanted)
    {
        if (!answer.Read)
            throw new PsonoApiException(PsonoFailure.Refused, $"the API key {_apiKeyId} has no right to read");

        // Guids compare by value, which is the order of their text.
        var granted = answer.ApiKeySecrets.Select(secret => secret.SecretId).Distinct().Order().ToList();
        return wanted.Except(granted).ToList() is [var unknown, ..]
            ? throw new PsonoApiException(PsonoFailure.Refused, $"secret {unknown} is not granted to the API key {_apiKeyId}, or does not exist")
            : granted;
    }

    private Task<IReadOnlyList<OpenedSecret>> ReadGrantedAsync(
        InspectApiKeyResponse answer, List<Guid> granted, bool multiplexed, CancellationToken cancellationToken) => answer.PsonoNet is null
        ? ReadOneByOneAsync(granted, multiplexed, cancellationToken)
        : ReadManyAsync(cancellationToken: cancellationToken);

    private static List<(Guid Id, string? Title)> Titled(IEnumerable<OpenedSecret> secrets) => [.. secrets.Select(secret => (secret.SecretId, secret.Title))];

    private static List<OpenedSecret> Choose(SecretReferences wanted, IReadOnlyList<OpenedSecret> secrets)
    {
        List<OpenedSecret> chosen = [];
        try
        {
            chosen.AddRange(wanted.Resolve(Titled(secrets)).Select(id => secrets.First(secret => secret.SecretId == id)));
            return chosen;
        }
        finally
        {
            foreach (var other in secrets.Except(chosen))
                other.Dispose();
        }
    }

    private async Task<SealedSecretResponse> ReadSealedAsync(Guid secretId, CancellationToken cancellationToken)
    {
        var request = new ReadSecretRequest { ApiKeyId = _apiKeyId, SecretId = secretId };
        var answer = await SendAsync(HttpMethod.Post, "secret/", request, PsonoJsonContext.Default.ReadSecretRequest, cancellationToken)
            .ConfigureAwait(false);
        return answer.IsSuccess
            ? answer.Read(PsonoJsonContext.Default.SealedSecretResponse)
            : throw ApiKeyErrors.Refusal(answer, $"to hand out secret {secretId}");
    }

    /// <summary>Whether the new content is stored; if not, another client wrote since it was read.</summary>
    private async Task<bool> WriteAsync(
        Guid secretId, SecretKey key, SecretContent content, string? oldWriteDate, CancellationToken cancellationToken)
    {
        var utf8 = content.ToUtf8();
        var data = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        var request = new WriteSecretRequest
        {
            ApiKeyId = _apiKeyId,
            SecretId = secretId,
            Data = data.Text,
            DataNonce = data.Nonce,
            OldWriteDate = oldWriteDate,
        };
        var answer = await SendAsync(HttpMethod.Put, "secret/", request, PsonoJsonContext.Default.WriteSecretRequest, cancellationToken)
            .ConfigureAwait(false);
        if (answer.IsSuccess)
            return true;
        var refusal = ApiKeyErrors.Refusal(answer, $"to change secret {secretId}");
        return refusal.ServerCode == "WRITE_DATE_MISMATCH" ? false : throw refusal;
    }

    private Task<HttpAnswer> SendAsync<T>(HttpMethod method, string path, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            method,
            "api-key-access/" + path,
            JsonSerializer.SerializeToUtf8Bytes(request, type),
            repeatable: method != HttpMethod.Put,
            cancellationToken: cancellationToken);

    private async Task<IReadOnlyList<OpenedSecret>> ReadOneByOneAsync(List<Guid> secretIds, bool multiplexed, CancellationToken cancellationToken)
    {
        var secrets = new OpenedSecret[secretIds.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = multiplexed ? ParallelReads : 1, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, secrets.Length, options, async (i, token) => secrets[i] = await ReadAsync(secretIds[i], token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return secrets;
    }

    private List<OpenedSecret> OpenAll(List<Guid> secretIds, IReadOnlyList<BulkSealedSecret> found)
    {
        var byId = found.DistinctBy(secret => secret.SecretId).ToDictionary(secret => secret.SecretId);
        return secretIds.ConvertAll(id =>
        {
            if (!byId.TryGetValue(id, out var secret))
                throw new PsonoApiException(PsonoFailure.Refused, $"the API key {_apiKeyId} may no longer read secret {id}");
            using var key = OpenKey(id, secret.SecretKey, secret.SecretKeyNonce);
            return Open(id, key, secret.Data, secret.DataNonce, secret.WriteDate);
        });
    }

    private SecretKey OpenKey(Guid secretId, string text, string nonce) =>
        SecretBox.OpenKey(_apiSecretKey, text, nonce) ?? throw new PsonoApiException(
            PsonoFailure.NotAuthentic, $"the key of secret {secretId} does not open with the secret key of the API key {_apiKeyId}");

    private static OpenedSecret Open(Guid secretId, SecretKey key, string text, string nonce, string? writeDate) =>
        SecretBox.Open(key, text, nonce) is { } utf8
            ? new OpenedSecret(secretId, writeDate, utf8)
            : throw new PsonoApiException(PsonoFailure.NotAuthentic, $"the content of secret {secretId} is not authentic: it was changed or cut on its way");
}
