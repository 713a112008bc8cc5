using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OtpNet;
using Psono.Protocol.Secrets;

namespace Psono.Client;

/// <summary>
/// What makes the one-time passwords of a secret (RFC 6238; protocol part 3, section 6): of a TOTP secret, or of a
/// website password that has them.
/// </summary>
public sealed class TimeBasedPassword
{
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

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
    /// <returns>null if the secret has no key of tokens.</returns>
    /// <exception cref="PsonoApiException">A member is not what it has to be; the message names it without its value.</exception>
    public static TimeBasedPassword? Of(SecretContent content)
    {
        var prefix = SecretTypes.NameOf(content.Type) + (content.Type == SecretType.WebsitePassword ? "_totp_" : "_");
        // As sites show it: in groups, in lower case, sometimes padded.
        var code = content.Type is not (SecretType.Totp or SecretType.WebsitePassword) ? null
            : Read("code")
                ?.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).TrimEnd('=').ToUpperInvariant();
        if (string.IsNullOrEmpty(code))
            return null;

        return new TimeBasedPassword(
            code,
            Decode(code) ?? throw Invalid("code", "base32"),
            Number("period", 30, 1, 86_400),
            Algorithm(Read("algorithm")) ?? throw Invalid("algorithm", "SHA1, SHA256 or SHA512"),
            Number("digits", 6, 6, 8));

        string? Read(string member) => content.Get(prefix + member) switch
        {
            null => null,
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
            var other => other.ToString(),
        };

        int Number(string member, int standard, int min, int max)
        {
            var text = Read(member);
            if (string.IsNullOrEmpty(text))
                return standard;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw Invalid(member, $"a number between {min} and {max}");
        }

        static PsonoApiException Invalid(string member, string form) =>
            new(PsonoFailure.InvalidContent, $"the totp-{member} is not {form}");
    }

    /// <summary>The token of a time: 6 to 8 decimal digits.</summary>
    public string Token(DateTimeOffset time) => _totp.ComputeTotp(time.UtcDateTime);

    /// <summary>For how many seconds after a time the token stays the same: 1 to the period.</summary>
    public int RemainingSeconds(DateTimeOffset time) => _totp.RemainingSeconds(time.UtcDateTime);

    /// <summary>Whether it is the token of that time, or one step away from it.</summary>
    public bool Accepts(string token, DateTimeOffset time) => _totp.VerifyTotp(time.UtcDateTime, token, out _, OneStep);

    /// <summary>The <c>otpauth://</c> form in which authenticators take the key, as a QR code as a rule.</summary>
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
