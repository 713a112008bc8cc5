using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Psono.Cli.Commands;
using Psono.Cli.Interop;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Configuration;

/// <summary>
/// Finds the settings: packed configuration, else file, else options and environment, else systemd's credentials.
/// The first one that is given counts, and it counts alone: nothing is merged.
/// </summary>
internal sealed class SettingsLoader(GlobalOptions options, InheritedEnvironment environment, TerminalOutput terminal)
{
    private readonly SettingsFiles _files = new()
    {
        IsSpecial = FileKind.IsNoFile,
        IsGivenByRoot = FileKind.IsGivenByRoot,
        Warn = terminal.Warn,
        WhoAsks = () => OperatingSystem.IsWindows()
            ? null
            : $"psonoci runs as uid {LibC.GetEUid()}: chown the file to it, or set fsGroup (Kubernetes) or --user (docker run)",
    };

    public LoadedSettings Load(ParseResult command)
    {
        var cache = CacheSettings.Read(name => Value(command, name.Option, name.Variable), options, terminal);
        var loaded = Find(command);
        loaded.Cache = cache;
        loaded.Settings.RequireBoundGrants |= RequireBound(command);
        if (ConfigurationOf(command) is null)
            loaded.Settings.ApiPrivateKey = ReadPrivateKey();
        loaded.Settings.AllowUnsafeNames = [.. loaded.Settings.AllowUnsafeNames, .. AllowUnsafeNames()];
        loaded.Waiting = () => terminal.Wait($"waiting for {new Uri(loaded.Settings.ServerUrl).Authority}");
        if (loaded.Settings.Http.DangerDisableTlsVerification)
            terminal.Warn("the server's certificate is not verified: this allows man-in-the-middle attacks");
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
        const string Variable = SettingsPlaces.BoundVariable;
        return command.GetValue(options.RequireBound)
            || (environment.Get(Variable) is { Length: > 0 } text && ApiKeySettings.ParseBoolean(Variable, text));
    }

    /// <summary>The value of an option: from the command line, else from the environment, where empty means not set.</summary>
    public string? Value(ParseResult command, Option<string?> option, string variable) =>
        command.GetValue(option) ?? (environment.Get(variable) is { Length: > 0 } value ? value : null);

    /// <summary>The server and how to talk to it, for commands that need no API key.</summary>
    public (string? ServerUrl, HttpSettings Http) LoadServer(ParseResult command) =>
        (Given(command, SettingsPlaces.UrlVariable), HttpOf(command));

    /// <summary>The same if nothing else is given, neither a configuration nor an API key.</summary>
    public (string ServerUrl, HttpSettings Http)? LoadServerAlone(ParseResult command)
    {
        string[] others = [SettingsPlaces.PackedVariable, SettingsPlaces.PathVariable, SettingsPlaces.IdVariable];
        var isKeyGiven = others.Any(other => Given(command, other) is not null) || GivenKeySources(command).Any()
            || Value(command, options.ApiSecretKeyHex, SettingsPlaces.SecretKeyVariable) is not null;
        var (url, http) = LoadServer(command);
        return url is null || isKeyGiven ? null : (ApiKeySettings.ParseServerUrl(url), http);
    }

    /// <summary>The configuration that counts, in words for people; null if it is options and variables.</summary>
    public string? ConfigurationOf(ParseResult command) =>
        Given(command, SettingsPlaces.PackedVariable) is not null ? "the packed configuration"
        : Given(command, SettingsPlaces.PathVariable) is { } path ? path
        : Places(command).FindCredential() is not null ? "$CREDENTIALS_DIRECTORY/psonoci.toml"
        : null;

    private LoadedSettings Find(ParseResult command)
    {
        if (Given(command, SettingsPlaces.PackedVariable) is not null || Given(command, SettingsPlaces.PathVariable) is not null)
            ReportUnused(command);
        var (settings, variable) = Places(command).Find();
        var source = variable switch
        {
            SettingsPlaces.PackedVariable => "--config-packed",
            SettingsPlaces.PathVariable => $"--config-path {Given(command, variable)}",
            SettingsPlaces.CredentialsVariable => "$CREDENTIALS_DIRECTORY/psonoci.toml",
            _ => "options and environment",
        };
        return new LoadedSettings(settings, source);
    }

    private SettingsPlaces Places(ParseResult command) => new()
    {
        Value = name => Given(command, name),
        SecretKey = () => ReadKey(command),
        Http = () => HttpOf(command),
        WhatToDo = name => WhatToDo(command, name),
        Files = _files,
    };

    /// <summary>What is given under the name of a variable: on the command line, else in the environment.</summary>
    private string? Given(ParseResult command, string variable) =>
        OptionOf(variable) is { } option ? Value(command, option, variable)
            : environment.Get(variable) is { Length: > 0 } text ? text : null;

    private Option<string?>? OptionOf(string variable) => variable switch
    {
        SettingsPlaces.PackedVariable => options.ConfigPacked,
        SettingsPlaces.PathVariable => options.ConfigPath,
        SettingsPlaces.IdVariable => options.ApiKeyId,
        SettingsPlaces.UrlVariable => options.ServerUrl,
        HttpSettings.TimeoutVariable => options.Timeout,
        HttpSettings.RedirectsVariable => options.MaxRedirects,
        HttpSettings.DerRootVariable => options.DerRootCertificatePath,
        HttpSettings.PemRootVariable => options.PemRootCertificatePath,
        _ => null,
    };

    private HttpSettings HttpOf(ParseResult command) => HttpSettings.From(name => Given(command, name)) with
    {
        UseNativeTls = command.GetValue(options.UseNativeTls),
        DangerDisableTlsVerification = command.GetValue(options.DangerDisableTlsVerification),
    };

    private SecretKey? ReadKey(ParseResult command)
    {
        RefuseTwoKeySources(command);
        if (command.GetValue(options.ApiSecretKeyFile) is { } path)
            return _files.ReadKey(path);
        if (command.GetValue(options.ApiSecretKeyFd) is { } descriptor)
            return KeySources.FromDescriptor(descriptor);
        if (command.GetValue(options.ApiSecretKeyStdin))
            return KeySources.FromDescriptor(0);
        if (command.GetValue(options.ApiSecretKeyHex) is { } hex)
            return ApiKeySettings.ParseApiSecretKey(Encoding.UTF8.GetBytes(hex));
        return environment.TryGet(SettingsPlaces.SecretKeyVariable, out var variable) && variable.Length > 0
            ? ApiKeySettings.ParseApiSecretKey(variable)
            : null;
    }

    private SecretKey? ReadPrivateKey() =>
        environment.TryGet(SettingsPlaces.PrivateKeyVariable, out var variable) && variable.Length > 0
            ? ApiKeySettings.ParseApiPrivateKey(variable)
            : null;

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
            terminal.Warn($"{unused.Name} has no effect when a configuration is used");
    }

    private void RefuseTwoKeySources(ParseResult command)
    {
        var given = GivenKeySources(command)
            .Concat(command.GetResult(options.ApiSecretKeyHex) is { Implicit: false } ? [options.ApiSecretKeyHex] : []);
        if (given.ToList() is [var first, var second, ..])
            throw PsonociException.Usage($"{first.Name} and {second.Name} cannot be combined");
    }

    /// <summary>About what is not given.</summary>
    private string WhatToDo(ParseResult command, string variable)
    {
        var name = command.CommandResult.Command.Name;
        var behind = command.Tokens.SkipWhile(token => token.Value != name).TakeWhile(token => token.Type != TokenType.DoubleDash);
        var isSlip = command.CommandResult.Command is PsonoCommand { TakesCommandLine: true } && behind.Any(token => token.Value == "-c");
        return isSlip
            ? $"after {name}, -c means --clear-env; put the configuration before it: psonoci -c psonoci.toml {name} …"
            : $"provide a configuration with --config-path, or {(OptionOf(variable) ?? options.ApiSecretKeyFile).Name}; see: psonoci help";
    }
}
