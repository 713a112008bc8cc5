using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Psono.Protocol.Secrets;

/// <summary>Compares sets of secrets without sending them. Protocol part 5, section 10.</summary>
public static class SecretSet
{
    /// <summary>
    /// SHA-256 over the ids, each once, in lower case with hyphens and in ascending order, with a line feed after each; 64 hex digits.
    /// </summary>
    /// <param name="secretIds">The ids, in any order.</param>
    /// <returns>The digest.</returns>
    public static string DigestOf(IEnumerable<Guid> secretIds)
    {
        ArgumentNullException.ThrowIfNull(secretIds);
        var sha256 = new Sha256Digest();
        foreach (var id in secretIds.Distinct().Select(id => $"{id}\n").Order(StringComparer.Ordinal))
            sha256.BlockUpdate(Encoding.ASCII.GetBytes(id));
        Span<byte> digest = stackalloc byte[32];
        sha256.DoFinal(digest);
        return Convert.ToHexStringLower(digest);
    }
}
