using System.Globalization;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Configuration;

/// <summary>What a machine needs to know to read its secrets.</summary>
internal sealed class Settings : IDisposable
{
    public required Guid ApiKeyId { get; init; }

    public required SecretKey ApiSecretKey { get; init; }

    /// <summary>As it was given: configurations are written back unchanged.</summary>
    public required string ServerUrl { get; init; }

    public required HttpSettings Http { get; init; }

    /// <summary>Where the server's ciphertexts are kept. Of this call, not of a configuration.</summary>
    public SecretCacheOptions? Cache { get; set; }

    /// <summary>Whether secrets are refused whose grants are not bound to them.</summary>
    public bool RequireBound { get; set; }

    /// <summary>Names, or patterns, of variables that decide what code is run and are let through all the same.</summary>
    public IReadOnlyList<string> AllowUnsafeNames { get; set; } = [];

    /// <summary>Shows that the server is being waited for.</summary>
    public Func<IDisposable?>? Waiting { get; set; }

    public ApiKeyClient Connect() => new(new HttpTransport(new Uri(ServerUrl), Http.ToOptions(Waiting)), ApiKeyId, ApiSecretKey, Cache)
    {
        RequireBoundGrants = RequireBound,
    };

    public void Dispose() => ApiSecretKey.Dispose();

    public static Guid ParseApiKeyId(string text) =>
        Uuid.TryParse(text, out var id) ? id : throw Invalid("the API key id", "is not a UUID");

    public static SecretKey ParseApiSecretKey(ReadOnlySpan<byte> utf8Hex) =>
        SecretKey.TryFromHex(utf8Hex.Trim(" \t\r\n"u8), out var key)
            ? key!
            : throw Invalid("the API secret key", "is not 64 hexadecimal digits");

    public static string ParseServerUrl(string text)
    {
        // Not shown: it may have a password in it, or be a key that got into the wrong variable.
        if (WebAddress.TryParse(text) is not { } url)
            throw Invalid("the server URL", "is not an http or https URL with a host", "such as https://example.com/server");
        return url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0
            ? text
            : throw Invalid("the server URL", "has a user name, a query or a fragment");
    }

    public static uint ParseTimeout(string text) => ParseNumber("timeout", text) is > 0 and var seconds
        ? seconds
        : throw Invalid("the timeout", "is 0 seconds");

    public static uint ParseNumber(string name, string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue / 1000
            ? number
            : throw Invalid(name, "is not a whole number in range");

    public static bool ParseBoolean(string name, string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Invalid(name, "is neither true nor false"),
    };

    private static PsonociException Invalid(string what, string why, string? hint = null) => new("configuration", $"{what} {why}", hint);
}
