using System.CommandLine;
using System.Text;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Configuration;

/// <summary>
/// Finds the settings: packed configuration, else file, else options and environment, else systemd's credentials.
/// The first one that is given counts, and it counts alone: nothing is merged.
/// </summary>
internal sealed class SettingsLoader(GlobalOptions options, InheritedEnvironment environment, TerminalOutput terminal)
{
    public LoadedSettings Load(ParseResult command)
    {
        var cache = CacheSettings.Read(name => Value(command, name.Option, name.Variable), options, terminal);
        var loaded = Find(command);
        loaded.Settings.Cache = cache;
        loaded.Settings.RequireBound |= RequireBound(command);
        loaded.Settings.AllowUnsafeNames = [.. loaded.Settings.AllowUnsafeNames, .. AllowUnsafeNames()];
        loaded.Settings.Waiting = () => terminal.Wait($"waiting for {new Uri(loaded.Settings.ServerUrl).Authority}");
        if (loaded.Settings.Http.DangerDisableTlsVerification)
            terminal.Warn("the server's certificate is not verified: anyone on the way can pose as the server");
        return loaded;
    }

    private string[] AllowUnsafeNames() => (environment.Get("PSONO_CI_ALLOW_UNSAFE_NAMES") ?? "").ToLowerInvariant() switch
    {
        "" or "false" or "0" => [],
        "true" or "1" => ["*"],
        _ => environment.Get("PSONO_CI_ALLOW_UNSAFE_NAMES")!.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    private bool RequireBound(ParseResult command)
    {
        const string Variable = "PSONO_CI_REQUIRE_BOUND";
        return command.GetValue(options.RequireBound)
            || (environment.Get(Variable) is { Length: > 0 } text && Settings.ParseBoolean(Variable, text));
    }

    /// <summary>The value of an option: from the command line, else from the environment, where empty means not set.</summary>
    public string? Value(ParseResult command, Option<string?> option, string variable) =>
        command.GetValue(option) ?? (environment.Get(variable) is { Length: > 0 } value ? value : null);

    /// <summary>The server and how to talk to it, for commands that need no API key.</summary>
    public (string? ServerUrl, HttpSettings Http) LoadServer(ParseResult command) =>
        (Value(command, options.ServerUrl, "PSONO_CI_SERVER_URL"), HttpOf(command));

    /// <summary>The same if nothing else is given, neither a configuration nor an API key.</summary>
    public (string ServerUrl, HttpSettings Http)? LoadServerAlone(ParseResult command)
    {
        var others = new[]
        {
            Value(command, options.ConfigPacked, "PSONO_CI_CONFIG_PACKED"),
            Value(command, options.ConfigPath, "PSONO_CI_CONFIG_PATH"),
            Value(command, options.ApiKeyId, "PSONO_CI_API_KEY_ID"),
        };
        var (url, http) = LoadServer(command);
        return url is null || others.Any(other => other is not null) ? null : (Settings.ParseServerUrl(url), http);
    }

    private LoadedSettings Find(ParseResult command)
    {
        if (Value(command, options.ConfigPacked, "PSONO_CI_CONFIG_PACKED") is { } packed)
        {
            ReportUnused(command);
            return new LoadedSettings(PackedSettings.Unpack(packed), "--config-packed");
        }

        if (Value(command, options.ConfigPath, "PSONO_CI_CONFIG_PATH") is { } path)
        {
            ReportUnused(command);
            return new LoadedSettings(ReadFile(path, warn: true), $"--config-path {path}");
        }

        var id = Value(command, options.ApiKeyId, "PSONO_CI_API_KEY_ID");
        var url = Value(command, options.ServerUrl, "PSONO_CI_SERVER_URL");
        if (id is null && url is null && environment.Get("CREDENTIALS_DIRECTORY") is { } directory
            && Path.Combine(directory, "psonoci.toml") is var credential && File.Exists(credential))
            return new LoadedSettings(ReadFile(credential, warn: false), "$CREDENTIALS_DIRECTORY/psonoci.toml");

        if (id is null && environment.Get("CREDENTIALS_DIRECTORY") is { Length: > 0 })
            throw Missing(
                "API key id",
                "--api-key-id",
                "$CREDENTIALS_DIRECTORY/psonoci.toml counts only where no server URL is given: unset PSONO_CI_SERVER_URL");
        var http = HttpOf(command);
        var settings = new Settings
        {
            ApiKeyId = Settings.ParseApiKeyId(id ?? throw Missing("API key id", "--api-key-id")),
            ServerUrl = Settings.ParseServerUrl(url ?? throw Missing("server URL", "--server-url")),
            ApiSecretKey = ReadKey(command) ?? throw Missing("API secret key", "--api-secret-key-file"),
            Http = http,
        };
        return new LoadedSettings(settings, "options and environment");
    }

    private HttpSettings HttpOf(ParseResult command)
    {
        var defaults = new HttpSettings();
        return defaults with
        {
            TimeoutSeconds = Value(command, options.Timeout, "PSONO_CI_TIMEOUT") is { } timeout
                ? Settings.ParseTimeout(timeout) : defaults.TimeoutSeconds,
            MaxRedirects = Value(command, options.MaxRedirects, "PSONO_CI_MAX_REDIRECTS") is { } redirects
                ? Settings.ParseNumber("the number of redirects", redirects) : defaults.MaxRedirects,
            UseNativeTls = command.GetValue(options.UseNativeTls),
            DangerDisableTlsVerification = command.GetValue(options.DangerDisableTlsVerification),
            DerRootCertificatePath = Value(command, options.DerRootCertificatePath, "PSONO_CI_ADD_DER_ROOT_CERTIFICATE_PATH"),
            PemRootCertificatePath = Value(command, options.PemRootCertificatePath, "PSONO_CI_ADD_PEM_ROOT_CERTIFICATE_PATH"),
        };
    }

    private SecretKey? ReadKey(ParseResult command)
    {
        RefuseTwoKeySources(command);
        if (command.GetValue(options.ApiSecretKeyFile) is { } path)
            return KeySources.FromFile(path, terminal);
        if (command.GetValue(options.ApiSecretKeyFd) is { } descriptor)
            return KeySources.FromDescriptor(descriptor);
        if (command.GetValue(options.ApiSecretKeyStdin))
            return KeySources.FromDescriptor(0);
        if (command.GetValue(options.ApiSecretKeyHex) is { } hex)
            return Settings.ParseApiSecretKey(Encoding.UTF8.GetBytes(hex));
        return environment.TryGet("PSONO_CI_API_SECRET_KEY_HEX", out var variable) && variable.Length > 0
            ? Settings.ParseApiSecretKey(variable)
            : null;
    }

    private Settings ReadFile(string path, bool warn)
    {
        try
        {
            FileKind.RefuseSpecial(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var toml = TomlSettings.ReadText(file, path);
            if (warn)
                KeySources.CheckOthers(path, terminal);
            else
                KeySources.RefuseIfWritableByOthers(path);
            return TomlSettings.Parse(toml, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw KeySources.Unreadable("the configuration file", path, e);
        }
    }

    private IEnumerable<Option> GivenKeySources(ParseResult command) =>
        new Option[] { options.ApiSecretKeyFile, options.ApiSecretKeyFd, options.ApiSecretKeyStdin }
            .Where(option => command.GetResult(option) is { Implicit: false });

    /// <summary>A key that is given on purpose and then not used would be a surprise, and so would a server or a root to trust.</summary>
    private void ReportUnused(ParseResult command)
    {
        if (GivenKeySources(command).FirstOrDefault() is { } option)
            throw PsonociException.Usage($"{option.Name} cannot be combined with a configuration, which has its own secret key");
        Option[] others =
        [
            options.ApiKeyId, options.ApiSecretKeyHex, options.ServerUrl, options.Timeout, options.MaxRedirects,
            options.PemRootCertificatePath, options.DerRootCertificatePath, options.DangerDisableTlsVerification,
        ];
        foreach (var unused in others.Where(other => command.GetResult(other) is { Implicit: false }))
            terminal.Warn($"{unused.Name} has no effect: the configuration alone counts");
    }

    private void RefuseTwoKeySources(ParseResult command)
    {
        var given = GivenKeySources(command)
            .Concat(command.GetResult(options.ApiSecretKeyHex) is { Implicit: false } ? [options.ApiSecretKeyHex] : []);
        if (given.ToList() is [var first, var second, ..])
            throw PsonociException.Usage($"{first.Name} and {second.Name} cannot be combined");
    }

    private static PsonociException Missing(string what, string option, string? hint = null) => new(
        "configuration",
        $"no {what}",
        hint ?? $"give a configuration with --config-path, or {option}; see: psonoci help");
}
