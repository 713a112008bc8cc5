using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Client.Vault;

/// <summary>
/// Reads the names of the variables of many secrets, with few requests. What is opened for it is zeroed at once, and no value becomes a
/// string. A secret that cannot be read is left out: one that is damaged must not keep anybody from searching the others.
/// </summary>
internal sealed class VaultNameReading(SealedTransport session)
{
    /// <summary>Answers of a usual size stay far below what one may have; those that do not are asked for in halves.</summary>
    private const int SecretsPerRequest = 100;

    private readonly Dictionary<Guid, IReadOnlyList<string>> _names = [];

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<string>>> RunAsync(
        IEnumerable<DatastoreItem> items, CancellationToken cancellationToken)
    {
        var withVariables = items
            .Where(item => item.SecretId is not null && SecretTypes.Parse(item.Type) == SecretType.EnvironmentVariables)
            .DistinctBy(item => item.SecretId);
        foreach (var batch in withVariables.Chunk(SecretsPerRequest))
            await ReadAsync(batch, cancellationToken).ConfigureAwait(false);
        return _names;
    }

    private async Task ReadAsync(DatastoreItem[] items, CancellationToken cancellationToken)
    {
        try
        {
            await ReadTogetherAsync(items, cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.AnswerTooLarge)
        {
            if (items.Length == 1)
                return;
            await ReadAsync(items[..(items.Length / 2)], cancellationToken).ConfigureAwait(false);
            await ReadAsync(items[(items.Length / 2)..], cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Status is 404 or 405)
        {
            // A server that is too old to answer for many.
            foreach (var item in items)
                await ReadAloneAsync(item, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadTogetherAsync(DatastoreItem[] items, CancellationToken cancellationToken)
    {
        var byId = items.ToDictionary(item => item.SecretId!.Value);
        var answer = await session.SendAsync(
            HttpMethod.Post,
            "bulk-secret-read/",
            new BulkReadSecretsRequest { SecretIds = [.. byId.Keys] },
            PsonoJsonContext.Wire.BulkReadSecretsRequest,
            PsonoJsonContext.Wire.BulkReadSecretsResponse,
            cancellationToken).ConfigureAwait(false);
        foreach (var secret in answer.Secrets)
        {
            if (byId.TryGetValue(secret.Id, out var item))
                Add(item, secret.Data, secret.DataNonce);
        }
    }

    private async Task ReadAloneAsync(DatastoreItem item, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await session.GetAsync($"secret/{item.SecretId}/", PsonoJsonContext.Wire.SecretResponse, cancellationToken)
                .ConfigureAwait(false);
            Add(item, secret.Data, secret.DataNonce);
        }
        catch (PsonoApiException e) when (e.Failure is PsonoFailure.Refused or PsonoFailure.AnswerTooLarge)
        {
            // Left out.
        }
    }

    private void Add(DatastoreItem item, string data, string dataNonce)
    {
        using var key = item.OpenKey();
        if (key is null || SecretBox.Open(key, data, dataNonce) is not { } utf8)
            return;
        try
        {
            if (SecretVariableNames.Read(utf8) is { } names)
                _names[item.SecretId!.Value] = names;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }
}
