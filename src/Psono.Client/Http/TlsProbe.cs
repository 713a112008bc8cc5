using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Client.Http;

/// <summary>What a TLS handshake with a server came to.</summary>
/// <param name="Protocol">The version, such as <c>Tls13</c>.</param>
/// <param name="Issuer">Who issued the server's certificate.</param>
/// <param name="NotAfter">When it expires.</param>
internal sealed record TlsReport(string Protocol, string Issuer, DateTimeOffset NotAfter);

/// <summary>Does a TLS handshake for its own sake, and judges the certificate exactly as <see cref="HttpTransport"/> does.</summary>
[UnsupportedOSPlatform("browser")]
internal static class TlsProbe
{
    /// <summary>Does a handshake.</summary>
    /// <param name="connection">A connection to the server.</param>
    /// <param name="host">The name that the certificate has to be for.</param>
    /// <param name="options">Which roots to trust.</param>
    /// <param name="cancellationToken">Cancels the handshake.</param>
    /// <returns>What was agreed on.</returns>
    /// <exception cref="PsonoApiException">The certificate is refused, or there is no handshake.</exception>
    public static async Task<TlsReport> HandshakeAsync(
        Stream connection, string host, HttpOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var trust = HttpTrust.Create(options);
        using var tls = new SslStream(connection, leaveInnerStreamOpen: true);
        var client = trust.ClientOptions();
        client.TargetHost = host;
        try
        {
            await tls.AuthenticateAsClientAsync(client, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationException e)
        {
            throw trust.Refusal ?? new PsonoApiException(PsonoFailure.TlsHandshake, $"the TLS handshake with {host} failed", e);
        }
        catch (IOException e)
        {
            throw new PsonoApiException(PsonoFailure.Unreachable, $"the connection to {host} broke during the TLS handshake", e);
        }

        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        return new TlsReport($"{tls.SslProtocol}", Printable.Short(certificate.Issuer), certificate.NotAfter);
    }
}
