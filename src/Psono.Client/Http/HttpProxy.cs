using System.Globalization;
using System.IO.Enumeration;
using System.Net;

namespace Psono.Client.Http;

/// <summary>
/// The proxy that the usual environment variables ask for. Unlike the runtime's own reader it understands NO_PROXY as curl does:
/// a domain stands for its subdomains too, <c>*</c> for everything, and networks are given as address/length; and as Go does
/// <c>host:port</c>. What cannot be understood is an error: a request that was to go through a proxy must not go another way.
/// </summary>
internal sealed class HttpProxy : IWebProxy, ICredentials
{
    // What the runtime can speak to. Its SOCKS 5 leaves names to the proxy, which curl calls socks5h.
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private readonly Uri? _forHttp;
    private readonly Uri? _forHttps;
    private readonly string[] _bypass;

    private HttpProxy(Uri? forHttp, Uri? forHttps, string noProxy)
    {
        _forHttp = forHttp;
        _forHttps = forHttps;
        _bypass = noProxy.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Credentials = this;
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the variables; null if none asks for a proxy.</summary>
    /// <exception cref="PsonoApiException">One of them is no address of a proxy.</exception>
    public static HttpProxy? FromEnvironment(Func<string, string?> variable)
    {
        var all = Address("ALL_PROXY");

        // In a CGI process HTTP_PROXY is the client's "Proxy:" header, not the administrator's wish.
        var http = (variable("REQUEST_METHOD") is null ? Address("HTTP_PROXY") : Parse("http_proxy")) ?? all;
        var https = Address("HTTPS_PROXY") ?? all;
        if (http is null && https is null)
            return null;
        return new HttpProxy(http, https, variable("no_proxy") ?? variable("NO_PROXY") ?? "");

        Uri? Address(string upperCase) => Parse(upperCase.ToLowerInvariant()) ?? Parse(upperCase);

        Uri? Parse(string name) => HttpProxy.Parse(name, variable(name));
    }

    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var proxy = destination.Scheme == Uri.UriSchemeHttps ? _forHttps : _forHttp;
        return proxy is null || Array.Exists(_bypass, rule => Matches(rule, destination.IdnHost, destination.Port)) ? null : proxy;
    }

    /// <summary>The user and password of that proxy, and of no other.</summary>
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        ArgumentNullException.ThrowIfNull(uri);

        // The runtime asks with what GetProxy gave it. Uri compares without user and password.
        return CredentialsOf(uri.UserInfo.Length > 0 ? uri : uri == _forHttps ? _forHttps : uri == _forHttp ? _forHttp : null);
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>Not shown: it may have a password in it.</summary>
    private static Uri? Parse(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var address = value.Trim();
        if (!address.Contains("://", StringComparison.Ordinal))
            address = "http://" + address;
        if (address.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase))
            address = "socks5" + address["socks5h".Length..];
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !WebAddress.HasHost(url))
            throw Unusable(name, "is not the address of a proxy, such as http://proxy.example.com:3128");
        return Schemes.Contains(url.Scheme, StringComparer.Ordinal)
            ? url
            : throw Unusable(name, "is of a scheme that is not supported: http, https, socks4, socks4a, socks5 and socks5h are");
    }

    private static PsonoApiException Unusable(string name, string why) =>
        new(PsonoFailure.Unreachable, $"the environment variable {name} {why}");

    private static NetworkCredential? CredentialsOf(Uri? proxy)
    {
        if (proxy is null || proxy.UserInfo.Length == 0)
            return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static bool Matches(string rule, string host, int port)
    {
        if (PortOf(rule) is { } only)
            return only.Port == port && Matches(only.Host, host, port);
        if (rule.Contains('*', StringComparison.Ordinal))
            return FileSystemName.MatchesSimpleExpression(rule, host);
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return IPAddress.TryParse(rule.Trim('[', ']'), out var one)
                ? one.Equals(address)
                : IPNetwork.TryParse(rule, out var network) && network.Contains(address);
        }

        var domain = rule.TrimStart('.');
        return host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');
    }

    /// <summary>The parts of <c>host:port</c> and <c>[address]:port</c>. An address without brackets has colons of its own.</summary>
    private static (string Host, int Port)? PortOf(string rule)
    {
        var colon = rule.LastIndexOf(':');
        return colon > 0 && (rule.IndexOf(':', StringComparison.Ordinal) == colon || rule[colon - 1] == ']')
            && int.TryParse(rule.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (rule[..colon], port)
            : null;
    }
}
