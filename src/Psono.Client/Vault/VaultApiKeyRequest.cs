using System.Text;
using Psono.Client.Accounts;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client.Vault;

/// <summary>What is sealed with which key when an API key is made or gets a secret (protocol part 3, section 7).</summary>
internal static class VaultApiKeyRequest
{
    /// <summary>Stock servers keep a sealed title of at most 128 bytes.</summary>
    private const int MaxTitleBytes = 112;

    /// <summary>What our server keeps of a title for the API key.</summary>
    private const int MaxKeyTitleBytes = 512;

    /// <summary>
    /// The key's own keys are sealed for the owner, who can show them again; the owner's keys are sealed for the key, as all clients do.
    /// </summary>
    public static CreateApiKeyRequest Create(VaultApiKeyRights rights, SecretKey secretKey, SecretKey privateKey, VaultKeys keys)
    {
        var sealedPrivateKey = SecretBox.SealKey(keys.UserSecretKey, privateKey);
        var sealedSecretKey = SecretBox.SealKey(keys.UserSecretKey, secretKey);
        var sealedUserPrivateKey = SecretBox.SealKey(secretKey, keys.UserPrivateKey);
        var sealedUserSecretKey = SecretBox.SealKey(secretKey, keys.UserSecretKey);
        return new CreateApiKeyRequest
        {
            Title = rights.Title,
            PublicKey = PublicKey.Of(privateKey).ToHex(),
            PrivateKey = sealedPrivateKey.Text,
            PrivateKeyNonce = sealedPrivateKey.Nonce,
            SecretKey = sealedSecretKey.Text,
            SecretKeyNonce = sealedSecretKey.Nonce,
            UserPrivateKey = sealedUserPrivateKey.Text,
            UserPrivateKeyNonce = sealedUserPrivateKey.Nonce,
            UserSecretKey = sealedUserSecretKey.Text,
            UserSecretKeyNonce = sealedUserSecretKey.Nonce,
            VerifyKey = Convert.ToHexStringLower(Ed25519.VerifyKey(privateKey)),
            Read = rights.Read,
            Write = rights.Write,
            RestrictToSecrets = rights.RestrictToSecrets,
            AllowInsecureAccess = rights.AllowInsecureAccess,
        };
    }

    public static GrantSecretRequest Grant(VaultApiKey key, DatastoreItem item, VaultKeys keys)
    {
        using var itemKey = item.OpenKey();
        if (itemKey is null || item.SecretId is not { } secretId)
            throw new PsonoApiException(PsonoFailure.NotFound, $"the entry '{item.Name}' has no secret");
        var title = SecretBox.Seal(keys.UserSecretKey, Shorten(item.Name));
        var binding = new GrantBinding(key.SecretKey, key.Id);
        var secretKey = binding.Seal(secretId, itemKey);
        return new GrantSecretRequest
        {
            ApiKeyId = key.Id,
            SecretId = secretId,
            Title = title.Text,
            TitleNonce = title.Nonce,
            SecretKey = secretKey.Text,
            SecretKeyNonce = secretKey.Nonce,
            PsonoNet = TitleFor(key, item.Name),
        };
    }

    /// <summary>The same for a grant that exists.</summary>
    public static UpdateGrantRequest GrantAgain(VaultApiKey key, Guid grantId, DatastoreItem item, VaultKeys keys)
    {
        var grant = Grant(key, item, keys);
        return new UpdateGrantRequest
        {
            ApiKeySecretId = grantId,
            Title = grant.Title,
            TitleNonce = grant.TitleNonce,
            SecretKey = grant.SecretKey,
            SecretKeyNonce = grant.SecretKeyNonce,
            PsonoNet = grant.PsonoNet,
        };
    }

    public static UpdateGrantRequest Retitle(VaultApiKey key, Guid grantId, string title, VaultKeys keys)
    {
        var ownersTitle = SecretBox.Seal(keys.UserSecretKey, Shorten(title));
        return new UpdateGrantRequest
        {
            ApiKeySecretId = grantId,
            Title = ownersTitle.Text,
            TitleNonce = ownersTitle.Nonce,
            PsonoNet = TitleFor(key, title),
        };
    }

    /// <summary>Whole or not at all: a part of a title names nothing.</summary>
    private static GrantTitle? TitleFor(VaultApiKey key, string title)
    {
        if (Encoding.UTF8.GetByteCount(title) > MaxKeyTitleBytes)
            return null;
        var sealedTitle = SecretBox.Seal(key.SecretKey, title);
        return new GrantTitle { Title = sealedTitle.Text, TitleNonce = sealedTitle.Nonce, TitleTag = TitleTag.Of(key.SecretKey, title) };
    }

    private static string Shorten(string title)
    {
        var length = 0;
        var bytes = 0;
        foreach (var rune in title.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxTitleBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return title[..length];
    }
}
