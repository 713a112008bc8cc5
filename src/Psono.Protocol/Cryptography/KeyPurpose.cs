namespace Psono.Protocol.Cryptography;

/// <summary>
/// What a key is derived for (<see cref="KeyDerivation"/>): the registry of all labels, so that no two purposes ever share a key.
/// Protocol part 5, section 8.
/// </summary>
public sealed class KeyPurpose
{
    private KeyPurpose(string label) => Label = label;

    /// <summary>From an API secret key, the HMAC-SHA-256 key of title tags.</summary>
    public static KeyPurpose TitleTag { get; } = new("psono.net title tag");

    /// <summary>From an API secret key, the secretbox key of psonoci's cache file. Its context: server URL, blank, API key id.</summary>
    public static KeyPurpose Cache { get; } = new("psono.net cache 1");

    /// <summary>From an API secret key, the HMAC-SHA-256 key of the bindings of grants.</summary>
    public static KeyPurpose GrantBinding { get; } = new("psono_net grant binding 1");

    /// <summary>From an API secret key, the private key with which the API key logs in.</summary>
    public static KeyPurpose ApiKeyLogin { get; } = new("psono_net api key login 1");

    /// <summary>Every purpose there is.</summary>
    public static IReadOnlyList<KeyPurpose> All { get; } = [TitleTag, Cache, GrantBinding, ApiKeyLogin];

    /// <summary>ASCII text. None is the beginning of another.</summary>
    public string Label { get; }

    /// <summary>The label.</summary>
    public override string ToString() => Label;
}
