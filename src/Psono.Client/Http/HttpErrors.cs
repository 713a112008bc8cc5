using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Psono.Client.Http;

/// <summary>
/// Turns what the runtime throws into one line that says what failed. Runtime messages are absent from trimmed executables.
/// </summary>
internal static class HttpErrors
{
    /// <summary>Whether the server cannot have seen the request.</summary>
    public static bool IsBeforeSending(Exception e) =>
        e is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
        };

    /// <summary>The time is over; or, where the runtime says so, that for the connection, which is shorter and no setting.</summary>
    public static PsonoApiException TimedOut(Uri server, TimeSpan timeout, Exception? cause = null) =>
        cause?.InnerException is TimeoutException
            ? Unreachable($"cannot reach {Show(server)}: timed out", cause)
            : new(PsonoFailure.Timeout, $"no answer from {Show(server)} within {timeout.TotalSeconds:0.###} seconds", cause);

    public static PsonoApiException Describe(Exception e, Uri server, PsonoApiException? refusal)
    {
        if (refusal is not null)
            return refusal;
        var error = (e as HttpRequestException)?.HttpRequestError ?? (e as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return error switch
        {
            HttpRequestError.NameResolutionError => Unreachable($"cannot find the host {server.Host}", e),
            HttpRequestError.ConnectionError => Unreachable($"cannot connect to {Show(server)}: {Reason(e)}", e),
            HttpRequestError.ProxyTunnelError =>
                Unreachable($"the proxy refused to connect to the server{Refused((e as HttpRequestException)?.StatusCode)}", e),
            HttpRequestError.SecureConnectionError => Handshake(server, e),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded =>
                new(PsonoFailure.UnexpectedAnswer, $"what answers at {Show(server)} does not speak HTTP as it should", e),
            _ => Unreachable($"the connection to {Show(server)} broke: {Reason(e)}", e),
        };
    }

    private static PsonoApiException Unreachable(string message, Exception cause) => new(PsonoFailure.Unreachable, message, cause);

    private static string Refused(HttpStatusCode? status) => status switch
    {
        null => "",
        HttpStatusCode.ProxyAuthenticationRequired => ": it asks for a user name and a password, as in http://user:password@proxy:3128",
        { } other => $" (status {(int)other})",
    };

    private static PsonoApiException Handshake(Uri server, Exception e) =>
        Find<AuthenticationException>(e) is null
            ? Unreachable($"the connection to {Show(server)} broke during the TLS handshake", e)
            : new(PsonoFailure.TlsHandshake, $"the TLS handshake with {Show(server)} failed", e);

    public static string Reason(Exception e) => Find<SocketException>(e)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => "no local address to connect from",
        SocketError.TimedOut => "timed out",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "closed by the other side",
        SocketError.AccessDenied => "not permitted",
        { } other => other.ToString(),
        null => "closed by the other side before the answer was complete",
    };

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        while (e is not null and not T)
            e = e.InnerException;
        return (T?)e;
    }

    private static string Show(Uri server) => server.GetLeftPart(UriPartial.Authority);
}
