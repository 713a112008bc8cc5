using System.Text;

namespace Psono.Client.Http;

/// <summary>
/// Addresses in text of others. <see cref="Uri"/> takes some hosts for which there is no name in the DNS, and throws when that is asked
/// for, at whatever place asks first.
/// </summary>
internal static class WebAddress
{
    /// <summary>An http or https URL with a host; null if it is anything else.</summary>
    /// <remarks>Texts that begin otherwise are not shown to <see cref="Uri"/>: on some that look like a share it fails itself.</remarks>
    public static Uri? TryParse(string? text) =>
        text.AsSpan().TrimStart().StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && IsOne(url)
            ? url
            : null;

    /// <summary>Whether it is an http or https URL with a host.</summary>
    public static bool IsOne(Uri url) => url.IsAbsoluteUri && (url.Scheme is "http" or "https") && HasHost(url);

    /// <summary>
    /// Whether the URL has a host that can be connected to: its text can be read again, and in ASCII it is the same host.
    /// </summary>
    public static bool HasHost(Uri url)
    {
        try
        {
            var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
            return Ascii.IsValid(host)
                && Uri.TryCreate($"http://{host}", UriKind.Absolute, out var ascii)
                && ascii.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(url.GetLeftPart(UriPartial.Authority), UriKind.Absolute, out _);
        }
        catch (UriFormatException)
        {
            return false;
        }
    }
}
