using System.Security.Cryptography;

namespace Psono.Web.Secrets;

/// <summary>A random value that needs no quoting in shells, addresses and configuration files.</summary>
internal static class GeneratedPassword
{
    private const int Length = 32;

    // More than 180 bits: letters and digits, without those that look alike.
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string Next() => RandomNumberGenerator.GetString(Letters, Length);
}
