using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Server.Secrets;

namespace Psono.Server.ApiKeys;

/// <summary>
/// What the server does for a client that hands it the API secret key: it opens and seals in the client's place (protocol part 2, section
/// 18). Keys and plaintext live in buffers that are zeroed.
/// </summary>
internal static class InsecureAccess
{
    /// <summary>The key of the secret; <see langword="null"/> when it is not the API secret key.</summary>
    public static SecretKey? OpenKey(AccessedSecret secret, string apiSecretKey)
    {
        if (!SecretKey.TryFromHex(apiSecretKey, out var key))
            return null;
        using (key)
            return SecretBox.OpenKey(key!, Encoding.UTF8.GetString(secret.SecretKey), Encoding.UTF8.GetString(secret.SecretKeyNonce));
    }

    /// <summary>
    /// The secret, or what the filter selects of it; <see langword="null"/> when it cannot be opened. The caller zeroes it.
    /// </summary>
    public static byte[]? Open(AccessedSecret secret, string apiSecretKey, string? filter)
    {
        using var key = OpenKey(secret, apiSecretKey);
        var plaintext = key is null
            ? null
            : SecretBox.Open(key, Encoding.UTF8.GetString(secret.Data), Encoding.UTF8.GetString(secret.DataNonce));
        if (plaintext is null || filter is null)
            return plaintext;

        var selected = JsonFilter.Select(plaintext, filter);
        CryptographicOperations.ZeroMemory(plaintext);
        return selected;
    }

    public static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
