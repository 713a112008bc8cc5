using System.Text;
using Psono.Client.Accounts;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.Vault;

/// <summary>A secret that an API key may read.</summary>
/// <param name="Id">The id of the grant.</param>
/// <param name="SecretId">The id of the secret.</param>
/// <param name="Title">
/// The title of the secret: the one that it had when it was granted, or was given since by a client that tells the grants.
/// </param>
public sealed record VaultGrant(Guid Id, Guid SecretId, string Title)
{
    internal static VaultGrant Open(ApiKeySecretEntry entry, VaultKeys keys) =>
        SecretBox.Open(keys.UserSecretKey, entry.Title, entry.TitleNonce) is { } title
            ? new VaultGrant(entry.Id, entry.SecretId, Encoding.UTF8.GetString(title))
            : throw new PsonoApiException(
                PsonoFailure.NotAuthentic, $"the title of the grant {entry.Id} does not open with the account's key");
}
