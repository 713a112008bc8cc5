using System.Security.Cryptography;
using System.Text;

namespace Psono.Server.Authentication;

/// <summary><c>Authorization: Token &lt;token&gt;</c></summary>
internal static class TokenHeader
{
    /// <summary>The key under which a token is stored.</summary>
    public static string KeyOf(string token) => Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The token, or the reason why there is none.</summary>
    public static (string? Token, string? Error) Parse(string? header)
    {
        var parts = (header ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !parts[0].Equals("token", StringComparison.OrdinalIgnoreCase))
            return (null, "Invalid token header. No token header present.");
        return parts.Length switch
        {
            1 => (null, "Invalid token header. No credentials provided."),
            2 => (parts[1], null),
            _ => (null, "Invalid token header. Token string should not contain spaces."),
        };
    }
}
