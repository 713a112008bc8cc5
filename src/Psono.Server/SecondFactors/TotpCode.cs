using OtpNet;

namespace Psono.Server.SecondFactors;

/// <summary>One-time passwords of authenticators: RFC 6238 with what all of them can, SHA-1, 6 digits and 30 seconds.</summary>
internal static class TotpCode
{
    public const int Digits = 6;

    private const int KeyBytes = 20;

    /// <summary>A new key in base32.</summary>
    public static string NewKey() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(KeyBytes)).TrimEnd('=');

    /// <summary>The time step whose code it is; null if it is none around that time.</summary>
    /// <param name="key">In base32.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="time">The time of the server.</param>
    /// <param name="window">How many steps to both sides are tolerated.</param>
    public static long? Step(string key, string code, DateTimeOffset time, int window)
    {
        var totp = new Totp(Base32Encoding.ToBytes(key), totpSize: Digits);
        return totp.VerifyTotp(time.UtcDateTime, code, out var step, new VerificationWindow(window, window)) ? step : null;
    }
}
