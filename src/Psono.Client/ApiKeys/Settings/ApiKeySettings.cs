using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Client.ApiKeys.Settings;

// docs/decisions/0062
/// <summary>What a machine needs to know to read its secrets, from where psonoci has it.</summary>
public sealed class ApiKeySettings : IDisposable
{
    internal ApiKeySettings()
    {
    }

    /// <summary>Gets the id of the API key.</summary>
    public required Guid ApiKeyId { get; init; }

    /// <summary>Gets the secret key of the API key.</summary>
    public required SecretKey ApiSecretKey { get; init; }

    /// <summary>Gets the server's URL, as it was given: configurations are written back unchanged.</summary>
    public required string ServerUrl { get; init; }

    /// <summary>Gets a value indicating whether secrets are refused whose grants are not bound to them.</summary>
    public bool RequireBoundGrants { get; internal set; }

    internal HttpSettings Http { get; init; } = new();

    /// <summary>The verify key of the server, by which it is known; null: not given.</summary>
    internal string? ServerVerifyKey { get; init; }

    /// <summary>The private key of an API key that another client made; null: it follows from the secret key.</summary>
    internal SecretKey? ApiPrivateKey { get; set; }

    /// <summary>Names, or patterns, of variables that decide what code is run and are let through all the same.</summary>
    internal IReadOnlyList<string> AllowUnsafeNames { get; set; } = [];

    /// <summary>Finds the settings where psonoci does, but for its command line. The first of these that is there counts alone.</summary>
    /// <returns>
    /// The packed configuration in <c>PSONO_CI_CONFIG_PACKED</c>; the file that <c>PSONO_CI_CONFIG_PATH</c> names;
    /// <c>PSONO_CI_API_KEY_ID</c>, <c>PSONO_CI_API_SECRET_KEY_HEX</c> and <c>PSONO_CI_SERVER_URL</c>; <c>psonoci.toml</c> in
    /// <c>$CREDENTIALS_DIRECTORY</c>, where systemd puts the credentials of a service.
    /// </returns>
    /// <exception cref="ApiKeySettingsException">There are none, or they are wrong.</exception>
    public static ApiKeySettings Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>Reads a configuration file of psonoci.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="ApiKeySettingsException">It cannot be read, every user may change it, or it is no configuration.</exception>
    public static ApiKeySettings ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new SettingsFiles().ReadConfiguration(path);
    }

    /// <summary>Takes settings from a program, and what it does not give from the environment.</summary>
    /// <param name="serverUrl">The server's URL; <see langword="null"/> for that in <c>PSONO_CI_SERVER_URL</c>.</param>
    /// <param name="apiKeyId">The id of the API key; <see langword="null"/> for that in <c>PSONO_CI_API_KEY_ID</c>.</param>
    /// <param name="apiSecretKeyHex">
    /// The secret key of the API key, 64 hex digits; <see langword="null"/> for that in <c>PSONO_CI_API_SECRET_KEY_HEX</c>.
    /// </param>
    /// <param name="apiSecretKeyFile">A file with the secret key in its place.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ApiKeySettingsException">One of the three is missing or wrong.</exception>
    public static ApiKeySettings Of(
        string? serverUrl, Guid? apiKeyId, string? apiSecretKeyHex = null, string? apiSecretKeyFile = null) =>
        Of(Environment.GetEnvironmentVariable, serverUrl, apiKeyId, apiSecretKeyHex, apiSecretKeyFile);

    /// <summary>Makes a client with these settings.</summary>
    /// <param name="http">The settings of the connection; <see langword="null"/> for those that were found.</param>
    /// <param name="cache">Where to keep the secrets, sealed; <see langword="null"/> to keep nothing.</param>
    /// <returns>The client. The secret key is disposed of with it.</returns>
    /// <exception cref="PsonoApiException">A certificate file cannot be read.</exception>
    [UnsupportedOSPlatform("browser")]
    public ApiKeyClient CreateClient(HttpOptions? http = null, SecretCacheOptions? cache = null) =>
        new(
            new HttpTransport(new Uri(ServerUrl), http ?? Http.ToOptions(waiting: null, isPatient: true, roots: null)),
            ApiKeyId,
            ApiSecretKey,
            cache)
        {
            RequireBoundGrants = RequireBoundGrants,
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        ApiSecretKey.Dispose();
        ApiPrivateKey?.Dispose();
    }

    internal static ApiKeySettings Find(Func<string, string?> variable)
    {
        var settings = new SettingsPlaces
        {
            Value = NotEmpty(variable),
            SecretKey = () => NotEmpty(variable)(SettingsPlaces.SecretKeyVariable) is { } hex
                ? ParseApiSecretKey(Encoding.UTF8.GetBytes(hex))
                : null,
            Http = () => HttpSettings.From(NotEmpty(variable)),
            WhatToDo = missing =>
                $"give a configuration in {SettingsPlaces.PackedVariable}, its path in {SettingsPlaces.PathVariable} or as psonoci.toml in "
                + $"$CREDENTIALS_DIRECTORY, or {missing} beside what else is needed",
        }.Find().Settings;
        return WithEnvironment(settings, variable);
    }

    internal static ApiKeySettings Of(
        Func<string, string?> variable, string? serverUrl, Guid? apiKeyId, string? apiSecretKeyHex, string? apiSecretKeyFile)
    {
        if (apiSecretKeyHex is not null && apiSecretKeyFile is not null)
            throw new ApiKeySettingsException("the API secret key is given twice, as text and as a file");
        var settings = new SettingsPlaces
        {
            Value = name => name switch
            {
                SettingsPlaces.IdVariable => apiKeyId?.ToString() ?? NotEmpty(variable)(name),
                SettingsPlaces.UrlVariable => serverUrl ?? NotEmpty(variable)(name),
                SettingsPlaces.PackedVariable or SettingsPlaces.PathVariable or SettingsPlaces.CredentialsVariable => null,
                _ => NotEmpty(variable)(name),
            },
            SecretKey = () => apiSecretKeyFile is not null
                ? new SettingsFiles().ReadKey(apiSecretKeyFile)
                : (apiSecretKeyHex ?? NotEmpty(variable)(SettingsPlaces.SecretKeyVariable)) is { } hex
                    ? ParseApiSecretKey(Encoding.UTF8.GetBytes(hex))
                    : null,
            Http = () => HttpSettings.From(NotEmpty(variable)),
            WhatToDo = missing =>
                $"give it in the program, or in {missing}; a configuration does not count where the program gives a part",
        }.Find().Settings;
        return WithEnvironment(settings, variable);
    }

    internal static Guid ParseApiKeyId(string text) =>
        Uuid.TryParse(text, out var id) ? id : throw Invalid("the API key id", "is not a UUID");

    internal static SecretKey ParseApiSecretKey(ReadOnlySpan<byte> utf8Hex) => ParseKey("the API secret key", utf8Hex);

    internal static SecretKey ParseApiPrivateKey(ReadOnlySpan<byte> utf8Hex) => ParseKey("the private key of the API key", utf8Hex);

    internal static string ParseServerUrl(string text)
    {
        // Not shown: it may have a password in it, or be a key that got into the wrong variable.
        if (WebAddress.TryParse(text) is not { } url)
            throw Invalid("the server URL", "is not an http or https URL with a host", "such as https://example.com/server");
        return url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0
            ? text
            : throw Invalid("the server URL", "has a user name, a query or a fragment");
    }

    internal static uint ParseTimeout(string text) => ParseNumber("timeout", text) is > 0 and var seconds
        ? seconds
        : throw Invalid("the timeout", "is 0 seconds");

    internal static uint ParseNumber(string name, string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue / 1000
            ? number
            : throw Invalid(name, "is not a whole number in range");

    internal static bool ParseBoolean(string name, string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Invalid(name, "is neither true nor false"),
    };

    internal static string ParseVerifyKey(string text) => Hex.TryDecode(text, out var key) && key.Length == 32
        ? text.ToLowerInvariant()
        : throw Invalid("the server's verify key", "is not 64 hexadecimal digits");

    private static SecretKey ParseKey(string what, ReadOnlySpan<byte> utf8Hex) =>
        SecretKey.TryFromHex(utf8Hex.Trim(" \t\r\n"u8), out var key) ? key! : throw Invalid(what, "is not 64 hexadecimal digits");

    private static ApiKeySettings WithEnvironment(ApiKeySettings settings, Func<string, string?> variable)
    {
        settings.RequireBoundGrants |= NotEmpty(variable)(SettingsPlaces.BoundVariable) is { } text
            && ParseBoolean(SettingsPlaces.BoundVariable, text);
        return settings;
    }

    private static Func<string, string?> NotEmpty(Func<string, string?> variable) =>
        name => variable(name) is { Length: > 0 } value ? value : null;

    private static ApiKeySettingsException Invalid(string what, string why, string? hint = null) => new($"{what} {why}", hint);
}
