using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

/// <summary>The requests of an API key, and how many secrets are read with few of them. Nothing is opened here.</summary>
internal sealed class ApiKeyAccess(HttpTransport transport, Guid apiKeyId)
{
    private const int ParallelReads = 16;

    /// <summary>More than anybody grants to one key, and less than keeps a machine busy for long.</summary>
    private const int MaxSecrets = 10_000;

    /// <summary>Says before a large value whose it is: protocol part 5, section 9.</summary>
    private const string GrantHeader = "Psono-Net-Grant";

    /// <inheritdoc cref="HttpTransport.WithFallbackAsync"/>
    public Task<T> WithFallbackAsync<T>(Func<Task<T>> work) => transport.WithFallbackAsync(work);

    public async Task<InspectApiKeyResponse> InspectAsync(CancellationToken cancellationToken) =>
        Inspected(await SendInspectAsync(bulkRead: null, tag: null, cancellationToken).ConfigureAwait(false)).Key;

    /// <summary>The same with what our server adds, and whether many requests may be under way at once.</summary>
    public async Task<(InspectedKey Key, bool Multiplexed)> InspectAsync(
        BulkReadOptions bulkRead, CancellationToken cancellationToken)
    {
        var answer = await SendInspectAsync(bulkRead, tag: null, cancellationToken).ConfigureAwait(false);
        return (Inspected(answer), answer.Multiplexed);
    }

    /// <summary>The ids of the granted secrets, in their order; those that were asked for have to be among them.</summary>
    public List<Guid> Granted(InspectApiKeyResponse key, IEnumerable<Guid> wanted)
    {
        var granted = InOrder(key).ConvertAll(secret => secret.SecretId);
        return wanted.Except(granted).ToList() is [var unknown, ..] ? throw NotGranted(unknown) : granted;
    }

    /// <summary>All granted secrets, of a server that hands them out one by one.</summary>
    public Task<IReadOnlyList<OpenableSecret>> ReadGrantedAsync(
        InspectApiKeyResponse key, bool multiplexed, CancellationToken cancellationToken) =>
        ReadOneByOneAsync(InOrder(key), known: null, multiplexed, cancellationToken);

    public async Task<SealedSecret> ReadAsync(Guid secretId, CancellationToken cancellationToken)
    {
        var request = new ReadSecretRequest { ApiKeyId = apiKeyId, SecretId = secretId };
        var answer = await SendAsync(
            HttpMethod.Post, "secret/", request, PsonoJsonContext.Default.ReadSecretRequest, header: null, cancellationToken)
            .ConfigureAwait(false);
        return answer.IsSuccess
            ? SealedSecret.Of(secretId, answer.Read(PsonoJsonContext.Default.SealedSecretResponse))
            : throw ApiKeyErrors.Refusal(answer, $"to hand out secret {secretId}");
    }

    /// <summary>
    /// Several secrets, all of them or none: in one request if the server can, else in one more for each secret that is
    /// not known in its present version.
    /// </summary>
    /// <param name="secretIds">Which; null for all.</param>
    /// <param name="known">What is known already. It learns at once what the key may no longer read.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<FetchedSecrets> ReadManyAsync(
        IReadOnlyList<Guid>? secretIds, KnownSecrets? known, CancellationToken cancellationToken)
    {
        var tag = known?.TagOf(secretIds);
        var answer = await SendBulkReadAsync(secretIds, tag, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 304 && tag is not null)
            return new FetchedSecrets(known!.Select(secretIds)!, tag) { IsUnmodified = true };

        var inspected = Inspected(answer);
        var granted = InOrder(inspected.Key);
        known?.Grant(granted.ConvertAll(secret => secret.SecretId));
        var wanted = secretIds is null
            ? granted
            : secretIds.Distinct().Select(id => granted.Find(secret => secret.SecretId == id) ?? throw NotGranted(id)).ToList();
        IReadOnlyList<OpenableSecret> secrets = inspected.Secrets is { } found
            ? Pick(wanted, found, known)
            : await ReadOneByOneAsync(wanted, known, answer.Multiplexed, cancellationToken).ConfigureAwait(false);
        return new FetchedSecrets(secrets, answer.ETag);
    }

    /// <summary>Whether the new content is stored; if not, another client wrote since it was read.</summary>
    public async Task<bool> WriteAsync(Guid secretId, SealedText data, string? oldWriteDate, CancellationToken cancellationToken)
    {
        var request = new WriteSecretRequest
        {
            ApiKeyId = apiKeyId,
            SecretId = secretId,
            Data = data.Text,
            DataNonce = data.Nonce,
            OldWriteDate = oldWriteDate,
        };
        var answer = await SendAsync(
            HttpMethod.Put, "secret/", request, PsonoJsonContext.Default.WriteSecretRequest,
            (GrantHeader, $"{apiKeyId}/{secretId}"), cancellationToken)
            .ConfigureAwait(false);
        if (answer.IsSuccess)
            return Confirms(answer, oldWriteDate)
                ? true
                : throw new PsonoApiException(PsonoFailure.UnexpectedAnswer, $"the server did not confirm the change of secret {secretId}");
        var refusal = ApiKeyErrors.Refusal(answer, $"to change secret {secretId}");
        if (Optimistic.IsConflict(refusal))
            return false;
        var isConflict = refusal.IsBare && oldWriteDate is not null
            && await IsNewerAsync(secretId, oldWriteDate, cancellationToken).ConfigureAwait(false);
        return isConflict ? false : throw refusal;
    }

    /// <summary>Where the server does not say whether another client wrote meanwhile, the secret tells.</summary>
    private async Task<bool> IsNewerAsync(Guid secretId, string writeDate, CancellationToken cancellationToken) =>
        (await ReadAsync(secretId, cancellationToken).ConfigureAwait(false)).WriteDate is { } now && now != writeDate;

    /// <summary>
    /// A proxy's page is no confirmation. Servers that know versions tell the new one, older ones answer with an empty object.
    /// </summary>
    private static bool Confirms(HttpAnswer answer, string? oldWriteDate) =>
        answer.Read(PsonoJsonContext.Default.WriteSecretResponse).WriteDate is not null || oldWriteDate is null;

    /// <summary>What the key may read, by id. Guids compare by value, which is the order of their text.</summary>
    private List<InspectedSecret> InOrder(InspectApiKeyResponse key)
    {
        if (!key.Read)
            throw new PsonoApiException(PsonoFailure.Refused, $"the API key {apiKeyId} has no right to read") { EndsAccess = true };
        if (key.ApiKeySecrets.Count > MaxSecrets)
        {
            throw new PsonoApiException(PsonoFailure.AnswerTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"the server lists {key.ApiKeySecrets.Count:N0} secrets for the API key, more than {MaxSecrets:N0}"));
        }

        return [.. key.ApiKeySecrets.DistinctBy(secret => secret.SecretId).OrderBy(secret => secret.SecretId)];
    }

    /// <summary>Where all of them together are more than one answer may be, the answer is without them.</summary>
    private async Task<HttpAnswer> SendBulkReadAsync(IReadOnlyList<Guid>? secretIds, string? tag, CancellationToken cancellationToken)
    {
        try
        {
            return await SendInspectAsync(new BulkReadOptions { Secrets = true, SecretIds = secretIds }, tag, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.AnswerTooLarge)
        {
            return await SendInspectAsync(bulkRead: null, tag: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<HttpAnswer> SendInspectAsync(BulkReadOptions? bulkRead, string? tag, CancellationToken cancellationToken)
    {
        var body = InspectJson.ToUtf8(new InspectApiKeyRequest { ApiKeyId = apiKeyId, PsonoNet = bulkRead });
        return SendAsync(HttpMethod.Post, "inspect/", body, tag is null ? null : ("If-None-Match", tag), cancellationToken);
    }

    private InspectedKey Inspected(HttpAnswer answer)
    {
        if (answer.IsSuccess)
            return InspectJson.Read(answer);
        var refusal = ApiKeyErrors.Refusal(answer, $"to inspect the API key {apiKeyId}");

        throw new PsonoApiException(refusal.Failure, refusal.Message)
        {
            Status = refusal.Status,
            ServerCode = refusal.ServerCode,
            EndsAccess = refusal is { Failure: PsonoFailure.Refused, IsOfServer: true },
        };
    }

    private Task<HttpAnswer> SendAsync<T>(
        HttpMethod method, string path, T request, JsonTypeInfo<T> type, (string Name, string Value)? header,
        CancellationToken cancellationToken) =>
        SendAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(request, type), header, cancellationToken);

    private Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, byte[] body, (string Name, string Value)? header, CancellationToken cancellationToken) =>
        transport.SendAsync(
            method,
            "api-key-access/" + path,
            body,
            repeatable: method != HttpMethod.Put,
            header is not var (name, value) ? null : headers => headers.TryAddWithoutValidation(name, value),
            cancellationToken);

    private List<OpenableSecret> Pick(List<InspectedSecret> wanted, IReadOnlyList<SealedSecret> found, KnownSecrets? known)
    {
        var byId = found.DistinctBy(secret => secret.Id).ToDictionary(secret => secret.Id);
        return wanted.ConvertAll<OpenableSecret>(secret =>
        {
            if (byId.TryGetValue(secret.SecretId, out var sealedSecret))
                return sealedSecret;
            known?.Drop(secret.SecretId);
            throw new PsonoApiException(PsonoFailure.Refused, $"the API key {apiKeyId} may no longer read secret {secret.SecretId}");
        });
    }

    private async Task<IReadOnlyList<OpenableSecret>> ReadOneByOneAsync(
        List<InspectedSecret> wanted, KnownSecrets? known, bool multiplexed, CancellationToken cancellationToken)
    {
        var secrets = new OpenableSecret[wanted.Count];
        var missing = new List<int>();
        for (var i = 0; i < secrets.Length; i++)
        {
            if (known?.Find(wanted[i]) is { } secret)
                secrets[i] = secret;
            else
                missing.Add(i);
        }

        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = multiplexed ? ParallelReads : 1,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            missing, options, async (i, token) => secrets[i] = await ReadAsync(wanted[i], known, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return secrets;
    }

    /// <summary>Where the answer itself has no date, the one in the list is not newer than what is read after it.</summary>
    private async Task<SealedSecret> ReadAsync(InspectedSecret inspected, KnownSecrets? known, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await ReadAsync(inspected.SecretId, cancellationToken).ConfigureAwait(false);
            return secret.WriteDate is null ? secret with { WriteDate = inspected.WriteDate } : secret;
        }
        catch (PsonoApiException e) when (known is not null && e is { Failure: PsonoFailure.Refused, IsOfServer: true })
        {
            lock (known)
                known.Drop(inspected.SecretId);
            throw;
        }
    }

    private PsonoApiException NotGranted(Guid id) =>
        new(PsonoFailure.Refused, $"secret {id} is not granted to the API key {apiKeyId}, or does not exist") { Secret = $"{id}" };
}

/// <summary>The secrets in the order asked for, and the entity tag of the answer if there was one.</summary>
internal sealed record FetchedSecrets(IReadOnlyList<OpenableSecret> Secrets, string? Tag)
{
    /// <summary>Whether the server said that they are what the client has, and that nothing else has changed for the key.</summary>
    public bool IsUnmodified { get; init; }
}
