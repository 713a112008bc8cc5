using Psono.Client.Accounts;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>The API keys of an account, with which machines read secrets (protocol part 2, section 16).</summary>
public sealed class VaultApiKeys
{
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;

    internal VaultApiKeys(SealedTransport session, VaultKeys keys)
    {
        _session = session;
        _keys = keys;
    }

    /// <summary>Lists the API keys.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The API keys, without anything secret.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<IReadOnlyList<ApiKeyEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync("api-key/", PsonoJsonContext.Wire.ApiKeysResponse, cancellationToken).ConfigureAwait(false);
        return answer.ApiKeys;
    }

    /// <summary>Makes an API key. All its keys are made here; the server gets them sealed.</summary>
    /// <param name="rights">Its title and what it may do.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The API key, to be disposed of by the caller.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<VaultApiKey> CreateAsync(VaultApiKeyRights rights, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rights);
        var secretKey = SecretKey.Generate();
        var privateKey = KeyDerivation.Derive(secretKey, KeyPurpose.ApiKeyLogin);
        var answer = await _session.SendAsync(
            HttpMethod.Put,
            "api-key/",
            VaultApiKeyRequest.Create(rights, secretKey, privateKey, _keys),
            PsonoJsonContext.Wire.CreateApiKeyRequest,
            PsonoJsonContext.Wire.CreateApiKeyResponse,
            cancellationToken).ConfigureAwait(false);
        return new VaultApiKey(answer.ApiKeyId, rights, isActive: true, secretKey, privateKey);
    }

    /// <summary>Reads an API key and opens its keys.</summary>
    /// <param name="id">The id of the API key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The API key, to be disposed of by the caller.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the keys do not open.</exception>
    public async Task<VaultApiKey> ReadAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync($"api-key/{id}/", PsonoJsonContext.Wire.ApiKeyResponse, cancellationToken)
            .ConfigureAwait(false);
        var secretKey = SecretBox.OpenKey(_keys.UserSecretKey, answer.SecretKey, answer.SecretKeyNonce);
        var privateKey = SecretBox.OpenKey(_keys.UserSecretKey, answer.PrivateKey, answer.PrivateKeyNonce);
        if (answer.Id != id || secretKey is null || privateKey is null || PublicKey.Of(privateKey).ToHex() != answer.PublicKey)
            throw new PsonoApiException(PsonoFailure.NotAuthentic, $"the keys of the API key {id} do not open with the account's key");

        var rights = new VaultApiKeyRights(answer.Title)
        {
            Read = answer.Read,
            Write = answer.Write,
            RestrictToSecrets = answer.RestrictToSecrets,
            AllowInsecureAccess = answer.AllowInsecureAccess,
        };
        return new VaultApiKey(id, rights, answer.Active, secretKey, privateKey)
        {
            LastUse = answer.PsonoNet?.LastUse,
            LastAddress = answer.PsonoNet?.LastAddress,
        };
    }

    /// <summary>Changes the title of an API key, or what it may do. Members that are <see langword="null"/> stay as they are.</summary>
    /// <param name="request">The change.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the change is made.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task UpdateAsync(UpdateApiKeyRequest request, CancellationToken cancellationToken = default) =>
        _session.SendAsync(HttpMethod.Post, "api-key/", request, PsonoJsonContext.Wire.UpdateApiKeyRequest, cancellationToken);

    /// <summary>Deletes an API key: from then on it opens nothing.</summary>
    /// <param name="id">The id of the API key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the key is deleted.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var request = new DeleteApiKeyRequest { ApiKeyId = id };
        return _session.SendAsync(HttpMethod.Delete, "api-key/", request, PsonoJsonContext.Wire.DeleteApiKeyRequest, cancellationToken);
    }

    /// <summary>Lists the secrets that are granted to an API key.</summary>
    /// <param name="id">The id of the API key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The grants.</returns>
    /// <exception cref="PsonoApiException">The request failed, or a title does not open.</exception>
    public async Task<IReadOnlyList<VaultGrant>> ListGrantsAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync(
            $"api-key/secret/{id}/", PsonoJsonContext.Wire.IReadOnlyListApiKeySecretEntry, cancellationToken)
            .ConfigureAwait(false);
        return [.. answer.Select(entry => VaultGrant.Open(entry, _keys))];
    }

    /// <summary>Lets an API key read a secret.</summary>
    /// <param name="key">The API key.</param>
    /// <param name="item">The entry of the secret.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The id of the grant.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the entry has no secret.</exception>
    public async Task<Guid> GrantAsync(VaultApiKey key, DatastoreItem item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(item);
        var answer = await _session.SendAsync(
            HttpMethod.Put,
            "api-key/secret/",
            VaultApiKeyRequest.Grant(key, item, _keys),
            PsonoJsonContext.Wire.GrantSecretRequest,
            PsonoJsonContext.Wire.GrantSecretResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.ApiKeySecretId;
    }

    /// <summary>
    /// Makes a grant anew, which binds it to its secret: other clients do not. On a stock server it is away for a moment.
    /// </summary>
    /// <param name="key">The API key.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="item">The entry of its secret.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the grant is bound.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the entry is of another secret or has none.</exception>
    public async Task GrantAgainAsync(
        VaultApiKey key, VaultGrant grant, DatastoreItem item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(item);
        if (item.SecretId != grant.SecretId)
            throw new PsonoApiException(PsonoFailure.NotFound, $"the entry '{item.Name}' is not the one of the grant");
        if (await TryUpdateAsync(VaultApiKeyRequest.GrantAgain(key, grant.Id, item, _keys), cancellationToken).ConfigureAwait(false))
            return;
        await RevokeAsync(grant.Id, cancellationToken).ConfigureAwait(false);
        try
        {
            await GrantAsync(key, item, cancellationToken).ConfigureAwait(false);
        }
        catch (PsonoApiException e)
        {
            throw new PsonoApiException(e.Failure, $"the API key cannot read '{item.Name}' any more, grant it once more: {e.Message}", e);
        }
    }

    /// <summary>
    /// Tells the API keys that may read a secret its new title. Without it they still find the secret by the title in its content, with one
    /// more request. A stock server cannot be told.
    /// </summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="title">The new title.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when all keys know the title.</returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public async Task RetitleAsync(Guid secretId, string title, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(title);
        foreach (var entry in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var grant in (await ListGrantsAsync(entry.Id, cancellationToken).ConfigureAwait(false))
                .Where(grant => grant.SecretId == secretId))
            {
                using var key = await ReadAsync(entry.Id, cancellationToken).ConfigureAwait(false);
                var request = VaultApiKeyRequest.Retitle(key, grant.Id, title, _keys);
                if (!await TryUpdateAsync(request, cancellationToken).ConfigureAwait(false))
                    return;
            }
        }
    }

    /// <summary>Takes a grant back.</summary>
    /// <param name="grantId">The id of the grant.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the key can no longer read the secret.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task RevokeAsync(Guid grantId, CancellationToken cancellationToken = default)
    {
        var request = new RevokeSecretRequest { ApiKeySecretId = grantId };
        return _session.SendAsync(
            HttpMethod.Delete, "api-key/secret/", request, PsonoJsonContext.Wire.RevokeSecretRequest, cancellationToken);
    }

    /// <summary>Whether the server knows how to do this.</summary>
    private async Task<bool> TryUpdateAsync(UpdateGrantRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _session.SendAsync(
                HttpMethod.Post, "api-key/secret/", request, PsonoJsonContext.Wire.UpdateGrantRequest, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (PsonoApiException e) when (e.Status is 404 or 405)
        {
            return false;
        }
    }
}
