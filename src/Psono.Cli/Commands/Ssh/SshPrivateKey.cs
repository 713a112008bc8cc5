using System.Text;
using Psono.Client;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Psono.Cli.Commands.Ssh;

/// <summary>A private key as ssh-keygen and OpenSSL write it: OpenSSH, PEM or PKCS #8, with or without a passphrase.</summary>
internal static class SshPrivateKey
{
    public static PrivateKeyFile Read(Guid id, string text, Func<string> passphrase)
    {
        // ssh-keygen insists on the last line break, text fields of clients do not.
        var bytes = Encoding.UTF8.GetBytes(text.Trim() + "\n");
        return Open(bytes, null, text) ?? Open(bytes, passphrase(), text) ?? throw new PsonociException(
            "passphrase", $"the passphrase does not open the private key of secret {id}");

        PrivateKeyFile? Open(byte[] pem, string? secret, string label)
        {
            try
            {
                // PKCS #8 says so in its first line only.
                return secret is null && label.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
                    ? null
                    : new PrivateKeyFile(new MemoryStream(pem, writable: false), secret);
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
                throw new PsonoApiException(PsonoFailure.InvalidContent, $"the private key of secret {id} is not in a form that ssh knows");
            }
        }
    }
}
