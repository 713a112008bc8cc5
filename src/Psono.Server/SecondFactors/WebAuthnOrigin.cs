namespace Psono.Server.SecondFactors;

/// <summary>A page on which security keys are used.</summary>
/// <param name="Text">Scheme, host and port, as browsers write it.</param>
/// <param name="RpId">The name for which a browser makes and uses credentials there: the host, of an extension its id.</param>
internal sealed record WebAuthnOrigin(string Text, string RpId)
{
    private static readonly string[] OfExtensions = ["chrome-extension", "extension"];

    public bool IsExtension => OfExtensions.Any(scheme => Text.StartsWith(scheme + "://", StringComparison.Ordinal));

    /// <summary>What authenticators sign the hash of: extensions are known by their whole origin.</summary>
    public string SignedId => IsExtension ? Text : RpId;

    /// <summary>Null: browsers let no such page use security keys.</summary>
    public static WebAuthnOrigin? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Host.Length == 0)
            return null;
        // Only the development of a client has no certificate, and its browser takes this name for safe.
        var isLocal = uri.Host == "localhost" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal);
        if (uri.Scheme != Uri.UriSchemeHttps && !OfExtensions.Contains(uri.Scheme) && !(uri.Scheme == Uri.UriSchemeHttp && isLocal))
            return null;
        return new WebAuthnOrigin(uri.GetLeftPart(UriPartial.Authority), uri.Host);
    }
}
