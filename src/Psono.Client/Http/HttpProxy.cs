using System.Net;

namespace Psono.Client.Http;

/// <summary>
/// The proxy that the usual environment variables ask for. Unlike the runtime's own reader it understands NO_PROXY as curl does:
/// a domain stands for its subdomains too, <c>*</c> for everything, and networks are given as address/length.
/// </summary>
internal sealed class HttpProxy : IWebProxy
{
    private readonly Uri? _forHttp;
    private readonly Uri? _forHttps;
    private readonly string[] _bypass;

    private HttpProxy(Uri? forHttp, Uri? forHttps, string noProxy)
    {
        _forHttp = forHttp;
        _forHttps = forHttps;
        _bypass = noProxy.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Credentials = CredentialsOf(forHttps ?? forHttp);
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the variables; null if none asks for a proxy.</summary>
    public static HttpProxy? FromEnvironment(Func<string, string?> variable)
    {
        var all = Address("ALL_PROXY");

        // In a CGI process HTTP_PROXY is the client's "Proxy:" header, not the administrator's wish.
        var http = (variable("REQUEST_METHOD") is null ? Address("HTTP_PROXY") : Parse(variable("http_proxy"))) ?? all;
        var https = Address("HTTPS_PROXY") ?? all;
        if (http is null && https is null)
            return null;
        return new HttpProxy(http, https, variable("no_proxy") ?? variable("NO_PROXY") ?? "");

        Uri? Address(string upperCase) => Parse(variable(upperCase.ToLowerInvariant())) ?? Parse(variable(upperCase));
    }

    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var proxy = destination.Scheme == Uri.UriSchemeHttps ? _forHttps : _forHttp;
        return proxy is null || Array.Exists(_bypass, rule => Matches(rule, destination.IdnHost)) ? null : proxy;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    private static Uri? Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var withScheme = value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value;
        return Uri.TryCreate(withScheme.Trim(), UriKind.Absolute, out var url) && WebAddress.HasHost(url) ? url : null;
    }

    private static NetworkCredential? CredentialsOf(Uri? proxy)
    {
        if (proxy is null || proxy.UserInfo.Length == 0)
            return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static bool Matches(string rule, string host)
    {
        if (rule == "*")
            return true;
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
}
