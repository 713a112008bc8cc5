using System.Globalization;
using OtpNet;
using Psono.Client;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.OneTimePasswords;

/// <summary>What makes the one-time passwords of a secret (RFC 6238).</summary>
internal sealed class TimeBasedPassword
{
    private static readonly VerificationWindow s_oneStep = new(previous: 1, future: 1);

    private readonly Totp _totp;
    private readonly string _code;
    private readonly OtpHashMode _algorithm;

    private TimeBasedPassword(string code, byte[] key, int period, OtpHashMode algorithm, int digits)
    {
        _code = code;
        _algorithm = algorithm;
        _totp = new Totp(key, period, algorithm, digits);
    }

    /// <summary>What a secret says of its tokens; what it does not say is as most sites have it: SHA-1, 6 digits, 30 seconds.</summary>
    public static TimeBasedPassword Of(Guid id, SecretContent content)
    {
        // As sites show it: in groups, in lower case, sometimes padded.
        var code = SecretValues.Read(content, "totp_code")?.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
            .TrimEnd('=').ToUpperInvariant();
        if (string.IsNullOrEmpty(code))
        {
            throw new PsonociException(
                "no-value", $"secret {id} has no {SecretValues.Show("totp_code")}, it is of type {SecretValues.NameOf(content.Type)}");
        }

        return new TimeBasedPassword(
            code,
            Decode(code) ?? throw Invalid("totp_code", "base32"),
            Number("totp_period", 30, 1, 86_400),
            Algorithm(SecretValues.Read(content, "totp_algorithm")) ?? throw Invalid("totp_algorithm", "SHA1, SHA256 or SHA512"),
            Number("totp_digits", 6, 6, 8));

        int Number(string value, int standard, int min, int max)
        {
            var text = SecretValues.Read(content, value);
            if (string.IsNullOrEmpty(text))
                return standard;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw Invalid(value, $"a number between {min} and {max}");
        }

        PsonoApiException Invalid(string value, string form) =>
            new(PsonoFailure.InvalidContent, $"the {SecretValues.Show(value)} of secret {id} is not {form}");
    }

    public string Token(DateTimeOffset time) => _totp.ComputeTotp(time.UtcDateTime);

    /// <summary>Whether it is the token of that time, or one step away from it.</summary>
    public bool Accepts(string token, DateTimeOffset time) => _totp.VerifyTotp(time.UtcDateTime, token, out _, s_oneStep);

    /// <summary>The form in which authenticators take it, as a QR code as a rule.</summary>
    public string Url(string account, string? issuer) =>
        new OtpUri(OtpType.Totp, _code, account, issuer, _algorithm, _totp.TotpSize, _totp.Step).ToString();

    private static OtpHashMode? Algorithm(string? name) => name?.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        null or "" or "SHA1" => OtpHashMode.Sha1,
        "SHA256" => OtpHashMode.Sha256,
        "SHA512" => OtpHashMode.Sha512,
        _ => null,
    };

    private static byte[]? Decode(string code)
    {
        try
        {
            return Base32Encoding.ToBytes(code) is { Length: > 0 } key ? key : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
