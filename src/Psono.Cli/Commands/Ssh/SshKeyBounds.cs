using System.Formats.Asn1;
using System.Text;
using System.Text.RegularExpressions;

namespace Psono.Cli.Commands.Ssh;

/// <summary>
/// What a private key says of its own lengths and of the work that its passphrase takes, looked at before the library believes it. It also
/// knows forms that ssh does not, with costs of their own.
/// </summary>
internal static partial class SshKeyBounds
{
    /// <summary>For OpenSSH's own form ssh-keygen makes 24 unless it is told otherwise (-a); a thousand take it eight seconds.</summary>
    private const long MaxBcryptRounds = 1000;

    /// <summary>For PKCS #8 ssh-keygen and OpenSSL make 2,048.</summary>
    private const long MaxPbkdf2Rounds = 2_000_000;

    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";

    /// <summary>Whether it is one key, in a form that ssh knows, whose lengths are those of what is there.</summary>
    /// <exception cref="PsonociException">Its passphrase takes more work than anybody would choose.</exception>
    public static bool AreKept(Guid id, string text)
    {
        if (Block.Match(text) is not { Success: true } block)
            return false;
        try
        {
            return block.Groups["label"].Value switch
            {
                "OPENSSH " => IsBearable(id, BcryptRounds(Decode(block)), MaxBcryptRounds),
                "ENCRYPTED " => IsBearable(id, Pbkdf2Rounds(Decode(block)), MaxPbkdf2Rounds),
                _ => true,
            };
        }
        catch (Exception e) when (e is FormatException or AsnContentException)
        {
            return false;
        }
    }

    private static byte[] Decode(Match block) => Convert.FromBase64String(block.Groups["data"].Value);

    /// <summary>PROTOCOL.key of OpenSSH: cipher, derivation and its options, one key, its public and its private part.</summary>
    private static long BcryptRounds(byte[] bytes)
    {
        var reader = new SshReader(bytes);
        reader.ReadMagic("openssh-key-v1\0"u8);
        reader.ReadText();
        var derivation = Encoding.ASCII.GetString(reader.ReadText());
        var options = new SshReader(reader.ReadText());
        if (reader.ReadNumber() != 1)
            throw new FormatException();
        reader.ReadText();
        var key = reader.ReadText();
        if (derivation == "none")
        {
            CheckNumbers(key);
            return 0;
        }

        if (derivation != "bcrypt")
            throw new FormatException();
        options.ReadText();
        return options.ReadNumber();
    }

    /// <summary>Two equal numbers, by which a wrong passphrase is noticed, then the key's texts and numbers, then padding.</summary>
    private static void CheckNumbers(ReadOnlySpan<byte> key)
    {
        var reader = new SshReader(key);
        reader.ReadNumber();
        reader.ReadNumber();
        var type = Encoding.ASCII.GetString(reader.ReadText());
        var parts = type switch
        {
            "ssh-rsa" => 6,
            "ssh-ed25519" => 2,
            _ => type.StartsWith("ecdsa-", StringComparison.Ordinal) ? 3 : 0,
        };
        for (var i = 0; i <= parts; i++)
            reader.ReadText();
    }

    /// <summary>EncryptedPrivateKeyInfo (RFC 5958) with PBES2 and PBKDF2 (RFC 8018), which is what ssh-keygen writes.</summary>
    private static long Pbkdf2Rounds(byte[] bytes)
    {
        var scheme = new AsnReader(bytes, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (scheme.ReadObjectIdentifier() != Pbes2)
            throw new FormatException();
        var derivation = scheme.ReadSequence().ReadSequence();
        if (derivation.ReadObjectIdentifier() != Pbkdf2)
            throw new FormatException();
        var parameters = derivation.ReadSequence();
        parameters.ReadOctetString();
        return parameters.TryReadInt64(out var rounds) && rounds > 0 ? rounds : throw new FormatException();
    }

    private static bool IsBearable(Guid id, long rounds, long maximum) => rounds <= maximum ? true : throw new PsonociException(
        "ssh-key", $"the passphrase of the private key of secret {id} uses {rounds:N0} KDF rounds, more than {maximum:N0}",
        "save the key with fewer, and store it again: ssh-keygen -p -a 100 -f key");

    [GeneratedRegex(@"^-----BEGIN (?<label>(OPENSSH |RSA |EC |ENCRYPTED )?)PRIVATE KEY-----\n"
        + @"(?<header>([A-Za-z-]+: [^\n]*\n)*)\n?(?<data>([A-Za-z0-9+/=]+\n)+)-----END \k<label>PRIVATE KEY-----\n$")]
    private static partial Regex Block { get; }
}
