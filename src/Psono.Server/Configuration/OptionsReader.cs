using System.Collections;
using System.Net;
using System.Text.Json;
using Psono.Server.Health;
using Psono.Server.Mail;
using Psono.Server.Operations;
using Psono.Server.SecondFactors;
using Psono.Shared;

namespace Psono.Server.Configuration;

/// <summary>Something that was set is wrong: one line for people, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>
/// Puts the options together: command line, then environment, then <c>appsettings.json</c> in the data directory, then defaults.
/// </summary>
internal static class OptionsReader
{
    public const string FileName = "appsettings.json";

    private const int MaxBytes = 1 << 20;

    private static readonly Dictionary<string, Setting> ByName = Settings.All.ToDictionary(setting => setting.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, Setting> ByOption = Settings.All.ToDictionary(
        setting => setting.Option, StringComparer.Ordinal);

    private static readonly string[] Commands = [.. OperatorCommands.Names, HealthCommand.Name];

    private static readonly Setting DataDirectory = ByName["DATA_DIR"];

    /// <exception cref="UsageException">An option is unknown or a value is not what it has to be.</exception>
    public static ServerOptions Read(IReadOnlyList<string> arguments, IDictionary environment)
    {
        var options = new ServerOptions();
        var given = CommandLine(arguments);
        var sources = new List<Func<Setting, (string Source, string Value)?>>
        {
            setting => given.TryGetValue(setting, out var value) ? (setting.Option, value) : null,
            setting => FromEnvironment(setting, environment),
        };

        Apply(options, DataDirectory, sources);
        var file = FromFile(Path.Combine(options.DataDirectory, FileName));
        sources.Add(setting => file.TryGetValue(setting, out var value) ? ($"{setting.Name} in {FileName}", value) : null);

        foreach (var setting in Settings.All.Where(setting => setting != DataDirectory))
            Apply(options, setting, sources);
        Complete(options);
        return options;
    }

    /// <summary>Variables that look like ours and are not: typing errors would otherwise go unnoticed.</summary>
    public static IEnumerable<string> UnknownVariables(IDictionary environment) => environment.Keys.Cast<string>()
        .Where(name => name.StartsWith("PSONO_", StringComparison.Ordinal)
            && !name.StartsWith("PSONO_CI_", StringComparison.Ordinal)
            && !Settings.All.Any(setting => name == setting.Environment || (setting.Secret && name == setting.Environment + "_FILE")))
        .Order(StringComparer.Ordinal);

    private static void Apply(ServerOptions options, Setting setting, List<Func<Setting, (string Source, string Value)?>> sources)
    {
        var (source, value) = sources.Select(source => source(setting)).FirstOrDefault(found => found is not null)
            ?? ("default of " + setting.Option, setting.Default);
        if (value.Length == 0 && setting.Default.Length > 0)
            throw new UsageException($"{source} needs a value, for example {setting.Example}");
        if (value.Length == 0)
            return;

        try
        {
            setting.Apply(options, value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{source}: {e.Message}");
        }
    }

    private static Dictionary<Setting, string> CommandLine(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<Setting, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (i > 0 && Commands.Contains(parts[0]))
                throw new UsageException(
                    $"'{parts[0]}' is a command: commands come first, as in psono-server {parts[0]} … --option value");
            if (!ByOption.TryGetValue(parts[0], out var setting))
                throw i == 0 && !parts[0].StartsWith('-')
                    ? Unknown($"command '{Printable.Short(parts[0])}'", parts[0], Commands)
                    : Unknown($"option '{Printable.Short(parts[0])}'", parts[0], [.. ByOption.Keys, "--help", "--version"]);
            if (parts.Length == 1 && i + 1 == arguments.Count)
                throw new UsageException($"{setting.Option} needs a value, for example {setting.Option} {setting.Example}");
            given[setting] = parts.Length == 2 ? parts[1] : arguments[++i];
        }

        return given;
    }

    private static UsageException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"unknown {what}{(Guess.Question(name, known) is { Length: > 0 } question ? question : ": psono-server --help lists all")}");

    /// <summary>For a variable that is not a setting.</summary>
    public static string GuessVariable(string name) => Guess.Question(name, Settings.All.Select(setting => setting.Environment));

    private static (string Source, string Value)? FromEnvironment(Setting setting, IDictionary environment)
    {
        if (environment[setting.Environment] is string { Length: > 0 } value)
            return (setting.Environment, value);
        if (!setting.Secret || environment[setting.Environment + "_FILE"] is not string { Length: > 0 } path)
            return null;

        try
        {
            var text = Utf8Text.Decode(BoundedFile.Read(path, MaxBytes)).Trim();
            return text.Length > 0
                ? (setting.Environment + "_FILE", text)
                : throw new UsageException($"{setting.Environment}_FILE: {path} is empty, or not a regular file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{setting.Environment}_FILE: {e.Message}");
        }
        catch (FormatException e)
        {
            throw new UsageException($"{setting.Environment}_FILE: {path} {e.Message}");
        }
    }

    private static Dictionary<Setting, string> FromFile(string path)
    {
        if (!Path.Exists(path))
            return [];

        try
        {
            var found = new Dictionary<Setting, string>();
            var json = Utf8Text.Decode(BoundedFile.Read(path, MaxBytes));
            foreach (var member in JsonElement.Parse(
                json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).EnumerateObject())
            {
                if (!ByName.TryGetValue(member.Name, out var setting))
                    throw Unknown($"setting '{Printable.Short(member.Name)}' in {path}", member.Name, ByName.Keys);
                found[setting] = member.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(',', member.Value.EnumerateArray())
                    : member.Value.ToString();
            }

            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {path}: "
                + $"{(e is JsonException or InvalidOperationException ? "expected a JSON object of settings" : e.Message)}");
        }
        catch (FormatException e)
        {
            throw new UsageException($"cannot read {path}: it {e.Message}");
        }
    }

    private static void Complete(ServerOptions options)
    {
        var first = options.Urls[0];
        options.IsHostUrlGiven = options.HostUrl.Length > 0;
        if (!options.IsHostUrlGiven)
            options.HostUrl = first.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
                .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal) + "/server";
        if (options.WebClientUrl.Length == 0)
            options.WebClientUrl = new Uri(options.HostUrl).GetLeftPart(UriPartial.Authority);

        if (options.TlsCertificate is null != options.TlsKey is null)
            throw new UsageException("--tls-cert and --tls-key belong together");
        if (options.TlsCertificate is null && options.Urls.Any(url => url.Scheme == Uri.UriSchemeHttps))
            throw new UsageException("an https address needs --tls-cert and --tls-key");
        CompleteMail(options);
        if (options.YubiKeyClientId is null != options.YubiKeySecretKey is null)
            throw new UsageException("--yubikey-client-id and --yubikey-secret-key belong together");
        if (options.RequireSecondFactor && OfferedFactors.Of(options) == FactorKinds.None)
            throw new UsageException("--require-second-factor needs a method that --allowed-second-factors allows and that is available");
    }

    private static void CompleteMail(ServerOptions options)
    {
        if (options.EmailPort == 0)
            options.EmailPort = options.EmailTls == MailTls.Implicit ? 465 : 587;
        if (options.EmailUser is null != options.EmailPassword is null)
            throw new UsageException("--email-user and --email-password belong together");
        if (options.EmailHost is not { } host || options.EmailTls != MailTls.None || IsThisMachine(host))
            return;
        if (options.EmailPassword is not null)
            throw new UsageException(
                "--email-tls none would send the password in the clear: starttls and tls encrypt it, or leave out --email-user");
        if (!options.EmailAllowPlaintext)
            throw new UsageException(
                "--email-tls none would send links in the clear that whoever is on the way can use: starttls and tls encrypt them; "
                + "--email-allow-plaintext true is for a network that nobody else is in");
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
