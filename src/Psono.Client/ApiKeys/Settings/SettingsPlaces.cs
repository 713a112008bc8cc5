using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>
/// Where settings may be: packed configuration, else file, else values one by one, else systemd's credentials. The first one that is given
/// counts, and it counts alone: nothing is merged.
/// </summary>
internal sealed class SettingsPlaces
{
    public const string PackedVariable = "PSONO_CI_CONFIG_PACKED";
    public const string PathVariable = "PSONO_CI_CONFIG_PATH";
    public const string IdVariable = "PSONO_CI_API_KEY_ID";
    public const string UrlVariable = "PSONO_CI_SERVER_URL";
    public const string SecretKeyVariable = "PSONO_CI_API_SECRET_KEY_HEX";
    public const string PrivateKeyVariable = "PSONO_CI_API_PRIVATE_KEY_HEX";
    public const string BoundVariable = "PSONO_CI_REQUIRE_BOUND";
    public const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private const string CredentialName = "psonoci.toml";

    /// <summary>What is given under the name of a variable; null if nothing is.</summary>
    public required Func<string, string?> Value { get; init; }

    /// <summary>The secret key of values that are given one by one. It need not become a string.</summary>
    public required Func<SecretKey?> SecretKey { get; init; }

    /// <summary>What to do about a variable for which there is no value.</summary>
    public required Func<string, string> WhatToDo { get; init; }

    /// <summary>How to talk to the server of values that are given one by one.</summary>
    public required Func<HttpSettings> Http { get; init; }

    public SettingsFiles Files { get; init; } = new();

    /// <summary>The settings, and the variable that led to them.</summary>
    public (ApiKeySettings Settings, string Variable) Find()
    {
        if (Value(PackedVariable) is { } packed)
            return (PackedSettings.Unpack(packed), PackedVariable);
        if (Value(PathVariable) is { } path)
            return (Files.ReadConfiguration(path), PathVariable);

        if (FindCredential() is { } credential)
            return (Files.ReadConfiguration(credential, isGuarded: true), CredentialsVariable);

        var id = Value(IdVariable);
        var url = Value(UrlVariable);
        if (id is null && Value(CredentialsVariable) is not null)
        {
            throw Missing(
                "API key id", $"${CredentialsVariable}/{CredentialName} counts only where no server URL is given: unset {UrlVariable}");
        }

        var http = Http();
        var settings = new ApiKeySettings
        {
            ApiKeyId = ApiKeySettings.ParseApiKeyId(id ?? throw Missing("API key id", WhatToDo(IdVariable))),
            ServerUrl = ApiKeySettings.ParseServerUrl(url ?? throw Missing("server URL", WhatToDo(UrlVariable))),
            ApiSecretKey = SecretKey() ?? throw Missing("API secret key", WhatToDo(SecretKeyVariable)),
            Http = http,
        };
        return (settings, IdVariable);
    }

    /// <summary>The path of what systemd hands over, if nothing else is given and it is there.</summary>
    public string? FindCredential() =>
        Value(IdVariable) is null && Value(UrlVariable) is null && Value(CredentialsVariable) is { } directory
        && Path.Combine(directory, CredentialName) is var credential && File.Exists(credential)
            ? credential
            : null;

    private static ApiKeySettingsException Missing(string what, string hint) => new($"no {what}", hint);
}
