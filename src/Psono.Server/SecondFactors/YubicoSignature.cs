using System.Security.Cryptography;
using System.Text;

namespace Psono.Server.SecondFactors;

/// <summary>
/// How requests and answers of Yubico's validation protocol are signed: HMAC-SHA1 over the parameters but <c>h</c>, sorted by name and
/// joined as in a query, without escapes.
/// </summary>
internal sealed class YubicoSignature(byte[] key)
{
    private const string Signature = "h";

    /// <summary>In base64.</summary>
    public string Of(SortedDictionary<string, string> parameters) => Convert.ToBase64String(Compute(parameters));

    public bool IsOf(SortedDictionary<string, string> parameters)
    {
        var shown = new byte[HMACSHA1.HashSizeInBytes];
        return Convert.TryFromBase64String(parameters.GetValueOrDefault(Signature, ""), shown, out var length)
            && length == shown.Length
            && CryptographicOperations.FixedTimeEquals(shown, Compute(parameters));
    }

#pragma warning disable CA5350 // The protocol has no other; HMAC does not suffer from what is wrong with SHA-1.
    private byte[] Compute(SortedDictionary<string, string> parameters) => HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(string.Join(
        '&', parameters.Where(parameter => parameter.Key != Signature).Select(parameter => $"{parameter.Key}={parameter.Value}"))));
#pragma warning restore CA5350
}
