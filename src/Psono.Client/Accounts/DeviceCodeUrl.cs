using Psono.Client.Http;
using Psono.Protocol.Cryptography;

namespace Psono.Client.Accounts;

/// <summary>
/// The URL with which a device asks to be approved: <c>https://vault.example.com/index.html#/device/{id}/{key}</c>. The key seals what the
/// approver hands over. It is in the fragment, which browsers do not send, so the server never sees it.
/// </summary>
public sealed class DeviceCodeUrl : IDisposable
{
    private const string Page = "/index.html";

    private DeviceCodeUrl(string webClient, Guid id, SecretKey key)
    {
        WebClient = webClient;
        Id = id;
        Key = key;
    }

    /// <summary>Gets the address of the web vault.</summary>
    public string WebClient { get; }

    /// <summary>Gets the id of the device code.</summary>
    public Guid Id { get; }

    /// <summary>Gets the key that only the device and its owner know.</summary>
    public SecretKey Key { get; }

    /// <summary>Reads a URL that a device shows.</summary>
    /// <param name="text">The URL.</param>
    /// <returns>The URL, to be disposed of by the caller; <see langword="null"/> if it is another one.</returns>
    public static DeviceCodeUrl? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (WebAddress.TryParse(text.Trim()) is not { } url
            || Canonical(url.GetLeftPart(UriPartial.Query), Page) is not { } webClient
            || url.Fragment.TrimEnd('/').Split('/') is not ["#" or "#!", "device", var id, var key]
            || !Guid.TryParseExact(id, "D", out var parsedId)
            || !SecretKey.TryFromHex(key.AsSpan(), out var parsedKey))
            return null;
        return new DeviceCodeUrl(webClient, parsedId, parsedKey!);
    }

    /// <summary>Tells whether the URL is one of a web vault.</summary>
    /// <param name="webClient">The address of the web vault, as a server tells it.</param>
    /// <returns>Whether it is.</returns>
    public bool IsOf(string? webClient) => webClient is not null && Canonical(webClient, "") == WebClient;

    /// <summary>Never the key.</summary>
    /// <returns>Address and id.</returns>
    public override string ToString() => $"{WebClient}, device code {Id}";

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();

    /// <summary>
    /// Makes the URL that a device shows. It sends people somewhere with a key, so the server is not believed just anything.
    /// </summary>
    internal static string Format(string webClient, Guid id, SecretKey key)
    {
        if (Canonical(webClient, "") is not { } address
            || !(address.StartsWith("https://", StringComparison.Ordinal) || new Uri(address).IsLoopback))
        {
            throw new PsonoApiException(
                PsonoFailure.UnexpectedAnswer,
                "the server's address of the web vault is not an https URL without user name, query and fragment");
        }

        return $"{address}{Page}#/device/{id}/{key.ToHex()}";
    }

    /// <summary>Scheme, host, port and path of an http or https URL, in ASCII; null if there is more than that, or less.</summary>
    private static string? Canonical(string text, string page)
    {
        if (WebAddress.TryParse(text) is not { } url
            || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0 || text.Contains('?', StringComparison.Ordinal)
            || text.Contains('#', StringComparison.Ordinal))
            return null;
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        var path = url.AbsolutePath.EndsWith(page, StringComparison.Ordinal) ? url.AbsolutePath[..^page.Length] : url.AbsolutePath;
        return $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : $":{url.Port}")}{path}".TrimEnd('/');
    }
}
