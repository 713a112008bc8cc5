using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;

namespace Psono.Client;

/// <summary>What is sealed with which key when an API key is made or gets a secret (protocol part 3, section 7).</summary>
internal static class VaultApiKeyRequest
{
    /// <summary>Stock servers keep a sealed title of at most 128 bytes.</summary>
    private const int MaxTitleBytes = 112;

    /// <summary>The key's own keys are sealed for the owner, who can show them again; the owner's keys are sealed for the key, as all clients do.</summary>
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
        var secretKey = SecretBox.SealKey(key.SecretKey, itemKey);
        return new GrantSecretRequest
        {
            ApiKeyId = key.Id,
            SecretId = secretId,
            Title = title.Text,
            TitleNonce = title.Nonce,
            SecretKey = secretKey.Text,
            SecretKeyNonce = secretKey.Nonce,
        };
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
