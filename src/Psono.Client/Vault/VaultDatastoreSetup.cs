using Psono.Client.Accounts;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>
/// Finds the password datastores. What a new account lacks is made as the web vault makes it (protocol part 3, section 4.1).
/// </summary>
internal static class VaultDatastoreSetup
{
    /// <summary>The ids, that of the default one first; there is one at least.</summary>
    public static async Task<IReadOnlyList<Guid>> EnsureAsync(SealedTransport session, VaultKeys keys, CancellationToken cancellationToken)
    {
        var existing = await ListAsync(session, cancellationToken).ConfigureAwait(false);
        if (Find(existing, "password") is { Count: > 0 } found)
            return found;

        await CreateAsync(session, keys, "password", cancellationToken).ConfigureAwait(false);
        if (Find(existing, "settings").Count == 0)
            await CreateAsync(session, keys, "settings", cancellationToken).ConfigureAwait(false);
        return Find(await ListAsync(session, cancellationToken).ConfigureAwait(false), "password") is { Count: > 0 } made
            ? made
            : throw new PsonoApiException(PsonoFailure.UnexpectedAnswer, "the server does not list the datastore that was just made");
    }

    private static async Task<IReadOnlyList<DatastoreEntry>> ListAsync(SealedTransport session, CancellationToken cancellationToken)
    {
        var answer = await session.GetAsync("datastore/", PsonoJsonContext.Wire.DatastoresResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.Datastores;
    }

    private static List<Guid> Find(IReadOnlyList<DatastoreEntry> datastores, string type) =>
        [.. datastores.Where(datastore => datastore.Type == type).OrderByDescending(datastore => datastore.IsDefault)
            .Select(datastore => datastore.Id)];

    private static async Task CreateAsync(SealedTransport session, VaultKeys keys, string type, CancellationToken cancellationToken)
    {
        using var key = SecretKey.Generate();
        var sealedKey = SecretBox.SealKey(keys.UserSecretKey, key);
        var request = new CreateDatastoreRequest
        {
            Type = type,
            Description = "Default",
            Data = "",
            DataNonce = "",
            IsDefault = true,
            SecretKey = sealedKey.Text,
            SecretKeyNonce = sealedKey.Nonce,
        };
        try
        {
            await session.SendAsync(HttpMethod.Put, "datastore/", request, PsonoJsonContext.Wire.CreateDatastoreRequest, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.ServerCode is "DuplicateTypeDescription")
        {
            // Another client of the same account was faster: its datastore is the one.
        }
    }
}
