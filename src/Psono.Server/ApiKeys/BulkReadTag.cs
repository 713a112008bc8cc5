using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Psono.Protocol.ApiKeys;
using Psono.Server.Data;

namespace Psono.Server.ApiKeys;

/// <summary>
/// A granted secret as far as the entity tag of a bulk read depends on it. Its nonces stand for its ciphertexts: whatever seals anew takes
/// a new nonce. <c>OwnerMay</c>: the owner of the key may (still) read it.
/// </summary>
internal sealed record TaggedSecret(InspectedSecret Secret, bool OwnerMay, string SecretKeyNonce, string DataNonce)
{
    public static TaggedSecret From(DbDataReader row) => new(
        new InspectedSecret { SecretId = row.GetGuid(4), WriteDate = row.GetTime(5).WithOffset() }, row.GetBoolean(6), row.GetString(7),
        row.GetString(8));
}

// docs/decisions/0025
/// <summary>
/// The entity tag of a bulk read: the same as long as the answer would be, but for the read counts. Made of what is small and indexed, so
/// that finding out that nothing changed costs less than reading.
/// </summary>
internal static class BulkReadTag
{
    public static string Of(InspectApiKeyResponse key, IEnumerable<TaggedSecret> secrets, IReadOnlyList<Guid>? wanted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = wanted is null ? "all" : string.Join(' ', wanted.Distinct().Order());
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"1\n{key.AllowInsecureAccess} {key.RestrictToSecrets} {key.Read} {key.Write}\n{ids}\n"));
        foreach (var secret in secrets)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                $"{secret.Secret.SecretId} {secret.Secret.WriteDate} {secret.OwnerMay} {secret.SecretKeyNonce} {secret.DataNonce}\n"));
        }

        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}\"";
    }

    /// <summary>Whether the client has the answer that this tag stands for.</summary>
    public static bool IsKnownTo(HttpRequest request, string tag) =>
        request.Headers.IfNoneMatch.SelectMany(list => (list ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Contains(tag, StringComparer.Ordinal);
}
