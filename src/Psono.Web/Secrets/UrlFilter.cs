using Psono.Client.Http;

namespace Psono.Web.Secrets;

/// <summary>The sites on which browser extensions offer an entry.</summary>
internal static class UrlFilter
{
    /// <summary>The host of an address, with its port if that is not the usual one; nothing for what is no address of the web.</summary>
    public static string Of(string url) =>
        WebAddress.TryParse(url)?.Authority ?? "";
}
