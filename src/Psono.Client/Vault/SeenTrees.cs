using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Crypto.Digests;
using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;

namespace Psono.Client.Vault;

// docs/decisions/0055
/// <summary>
/// The versions of an account's trees that this device has seen. A tree that another one has taken the place of, one of an earlier date and
/// an empty one after a full one are refused: whoever wrote to such a tree would bring the old one back for good, with its keys.
/// </summary>
/// <param name="memory">Where they are kept; null to keep nothing.</param>
/// <param name="account">The name of the account there.</param>
internal sealed class SeenTrees(ITreeMemory? memory, string account)
{
    /// <summary>The account at its server, not its name: that may belong to another account one day.</summary>
    public static string AccountOf(VaultSession session, VaultKeys keys)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(Encoding.ASCII.GetBytes($"{session.ServerVerifyKey} {PublicKey.Of(keys.UserPrivateKey).ToHex()}"));
        Span<byte> hash = stackalloc byte[32];
        digest.DoFinal(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>What is known now. To be asked before a request: what others see meanwhile says nothing about its answer.</summary>
    public Dictionary<Guid, SeenVersions> Known()
    {
        if (memory?.Read(account) is not { } text)
            return [];
        try
        {
            return JsonSerializer.Deserialize(text, SeenTreesContext.Default.DictionaryGuidSeenVersions) ?? [];
        }
        catch (JsonException)
        {
            // Cut off, or of another version: the device begins anew.
            return [];
        }
    }

    /// <summary>Takes note of a tree that the server has answered, or has stored.</summary>
    /// <exception cref="PsonoApiException">The server went back in time: nothing is noted.</exception>
    public void See(Guid datastoreId, SealedVersion version, Dictionary<Guid, SeenVersions> known)
    {
        if (memory is null)
            return;
        if (known.TryGetValue(datastoreId, out var seen) && (seen.ShowRollback(version) || version.IsEmpty))
            throw Rollback(version.WriteDate, seen.WriteDate);
        if (known.Values.Any(other => other != seen && other.Replaced.Contains(version.Digest)))
            throw Rollback(version.WriteDate, null);
        if (!version.IsEmpty)
            Note(datastoreId, seen?.Then(version) ?? SeenVersions.First(version));
    }

    /// <summary>Refuses a list of datastores that has none of those that were seen.</summary>
    /// <exception cref="PsonoApiException">It has none.</exception>
    public static void See(IReadOnlyList<Guid> datastoreIds, Dictionary<Guid, SeenVersions> known)
    {
        if (known.Count > 0 && !datastoreIds.Any(known.ContainsKey))
            throw Rollback(null, known.Values.Max(seen => seen.WriteDate));
    }

    /// <summary>Forgets what was seen: the next tree is taken as it comes.</summary>
    public void Forget() => memory?.Forget(account);

    private void Note(Guid datastoreId, SeenVersions seen)
    {
        var now = Known();
        var merged = now.TryGetValue(datastoreId, out var others) ? others.With(seen) : seen;
        if (merged.Newest == others?.Newest && merged.WriteDate == others.WriteDate)
            return;
        now[datastoreId] = merged;
        memory!.Write(account, JsonSerializer.Serialize(now, SeenTreesContext.Default.DictionaryGuidSeenVersions));
    }

    private static PsonoApiException Rollback(string? writeDate, string? seen) => new(
        PsonoFailure.Rollback,
        "the server answers with an older list of your secrets and folders than this device has seen"
        + (writeDate is null ? "" : $": of {writeDate}") + (seen is null ? "" : $", seen was that of {seen}"));
}

/// <summary>How they are kept.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Dictionary<Guid, SeenVersions>))]
internal sealed partial class SeenTreesContext : JsonSerializerContext;
