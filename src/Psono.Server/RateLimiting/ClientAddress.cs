using System.Net;
using System.Net.Sockets;
using Psono.Server.Configuration;

namespace Psono.Server.RateLimiting;

/// <summary>Where a request comes from. A header is believed only as far as the configured proxies wrote it.</summary>
internal sealed class ClientAddress(ServerOptions options)
{
    private const int CountryLength = 2;

    public IPAddress Of(HttpContext context)
    {
        var address = FromHeaders(context.Request.Headers) ?? context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>What rates are counted by: one household has a whole IPv6 /64, so its addresses are one identity.</summary>
    public string IdentityOf(HttpContext context)
    {
        var address = Of(context);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    /// <summary>Such as <c>FR</c>, if a proxy says it.</summary>
    public string? CountryOf(HttpContext context) =>
        options.TrustedCountryHeader is { } header && context.Request.Headers[header].ToString() is { Length: CountryLength } country
            ? country
            : null;

    /// <summary>The request seems to come from a proxy, and none is configured.</summary>
    public bool IsForwardedUnbelieved(HttpContext context) =>
        options is { NumProxies: 0, TrustedIpHeader: null } && context.Request.Headers.ContainsKey("X-Forwarded-For");

    private IPAddress? FromHeaders(IHeaderDictionary headers)
    {
        if (options.TrustedIpHeader is { } name && Parse(headers[name].ToString()) is { } trusted)
            return trusted;
        if (options.NumProxies == 0)
            return null;

        var hops = headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        return Parse(hops[^Math.Min(options.NumProxies, hops.Length)]);
    }

    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? address
        : IPEndPoint.TryParse(text, out var endPoint) ? endPoint.Address
        : null;
}
