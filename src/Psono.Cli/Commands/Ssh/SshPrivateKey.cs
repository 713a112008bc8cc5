using System.Text;
using Psono.Client;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Psono.Cli.Commands.Ssh;

// docs/decisions/0011
/// <summary>A private key as ssh-keygen and OpenSSL write it: OpenSSH, PEM or PKCS #8, with or without a passphrase.</summary>
internal static class SshPrivateKey
{
    public static PrivateKeyFile Read(Guid id, string text, Func<string> passphrase)
    {
        // ssh-keygen insists on the last line break, text fields of clients do not.
        text = text.Trim().ReplaceLineEndings("\n") + "\n";
        if (text.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal))
        {
            throw new PsonociException(
                "ssh-key", $"the private key of secret {id} is in PuTTY format, which OpenSSH cannot read",
                "convert it and store it again: puttygen key.ppk -O private-openssh -o key");
        }

        if (!SshKeyBounds.AreKept(id, text))
            throw Invalid();
        var bytes = Encoding.UTF8.GetBytes(text);

        // PKCS #8 says that it is encrypted in its first line only.
        var isPkcs8 = text.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        return Open(null) ?? Open(isPkcs8 ? AsBytes(passphrase()) : passphrase()) ?? throw new PsonociException(
            "passphrase", $"incorrect passphrase for the private key of secret {id}");

        PrivateKeyFile? Open(string? secret)
        {
            try
            {
                return secret is null && isPkcs8 ? null : new PrivateKeyFile(new MemoryStream(bytes, writable: false), secret);
            }
            catch (SshPassPhraseNullOrEmptyException)
            {
                return null;
            }
            catch (Exception) when (secret is not null)
            {
                // A wrong passphrase is found out in many places: a check value, a MAC, padding, or ASN.1 that makes no sense.
                return null;
            }
            catch (Exception)
            {
                throw Invalid();
            }
        }

        PsonoApiException Invalid() => new(PsonoFailure.InvalidContent, $"the private key of secret {id} is not a valid SSH key");
    }

    /// <summary>Here the library makes a byte of each character; OpenSSL means the bytes of UTF-8.</summary>
    private static string AsBytes(string passphrase) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(passphrase));
}
