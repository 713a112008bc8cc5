using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Client.Vault;

/// <summary>
/// Two requests make an entry: the sealed secret, then its node in the tree. If the second fails, the first is taken back, because a secret
/// whose key is in no tree can neither be opened nor seen by anyone.
/// </summary>
internal sealed class VaultSecretCreation(SealedTransport session, VaultDatastore datastore)
{
    private readonly Guid _linkId = Guid.NewGuid();

    public async Task<Guid> RunAsync(SecretContent content, IReadOnlyList<string> folder, CancellationToken cancellationToken)
    {
        var datastoreId = await datastore.GetIdAsync(cancellationToken).ConfigureAwait(false);
        using var key = SecretKey.Generate();
        try
        {
            var secretId = await StoreAsync(datastoreId, key, content, cancellationToken).ConfigureAwait(false);
            var node = new NewDatastoreItem(_linkId, content.Type, content.Title ?? "", secretId, key) { Content = content };
            await datastore.UpdateAsync(tree => tree.Add(node, folder), cancellationToken).ConfigureAwait(false);
            return secretId;
        }
        catch (Exception e) when (e is PsonoApiException or OperationCanceledException or InvalidOperationException)
        {
            if (await UndoAsync(e).ConfigureAwait(false) is { } secretId)
                return secretId;
            throw;
        }
    }

    private async Task<Guid> StoreAsync(Guid datastoreId, SecretKey key, SecretContent content, CancellationToken cancellationToken)
    {
        var utf8 = content.ToUtf8();
        var data = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        var request = new CreateSecretRequest
        {
            Data = data.Text,
            DataNonce = data.Nonce,
            LinkId = _linkId,
            ParentDatastoreId = datastoreId,
            CallbackUrl = "",
            CallbackUser = "",
            CallbackPass = "",
        };
        var answer = await session.SendAsync(
            HttpMethod.Put,
            "secret/",
            request,
            PsonoJsonContext.Wire.CreateSecretRequest,
            PsonoJsonContext.Wire.CreateSecretResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.SecretId;
    }

    /// <summary>
    /// The id of the secret if everything arrived after all and only the answer was lost. Cancelling does not stop the clean-up.
    /// </summary>
    private async Task<Guid?> UndoAsync(Exception cause)
    {
        try
        {
            if (await FindAsync(cause).ConfigureAwait(false) is { } secretId)
                return secretId;
            await session.DeleteLinkAsync(_linkId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.ServerCode == "NO_PERMISSION_OR_NOT_EXIST")
        {
            // The secret never arrived.
        }
        catch (PsonoApiException e)
        {
            var failure = (cause as PsonoApiException)?.Failure ?? e.Failure;
            throw new PsonoApiException(
                failure, $"{cause.Message}; a sealed secret without an entry may be left on the server (link {_linkId}): {e.Message}",
                cause);
        }

        return null;
    }

    /// <summary>Whether the node is in the tree. One that is refused as too old was not written.</summary>
    private async Task<Guid?> FindAsync(Exception cause)
    {
        if (cause is PsonoApiException { Failure: PsonoFailure.Rollback })
            return null;
        var tree = await datastore.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        return tree.Find(_linkId)?.SecretId;
    }
}
