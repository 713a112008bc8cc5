using System.CommandLine;
using System.Text.RegularExpressions;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Help;
using Psono.Cli.Configuration;
using Psono.Client;
using Psono.Tests.Architecture;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

/// <summary>A hint, followed, gets further: what it names is there, has an effect, and leads somewhere else than before.</summary>
public sealed partial class HintTests : IDisposable
{
    private static readonly PsonociCommand Root = new(new CommandContext(new TestTerminal().Output, TestStart.With([])));

    /// <summary>Options of other programs, which our texts name.</summary>
    private static readonly string[] Foreign =
    [
        "--port", "--config", "--detach-sign", "--export-secret-keys", "--supervised-session", "--supervised-command",
        "--allow-registration", "--user",
    ];

    /// <summary>What follows the name in sentences that are not about a command line.</summary>
    private static readonly string[] Prose = ["does", "runs", "on", "keeps", "failed", "and"];

    private readonly TemporaryDirectory _directory = new();

    /// <summary>A mistake, and the same command line as its hint has it.</summary>
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { "run -- true", "no API key id", "-c {config} check -- true" },
        { "run -c {config} -- true", "-c means --clear-env", "-c {config} check -- true" },
        { "run -c -- true", "psonoci -c psonoci.toml run", "-c {config} check -- true" },
        { "-c {config} run --require C -- true", "run --explain", "-c {config} run --explain" },
        { "-c {config} run --only C -- true", "run --explain", "-c {config} run --explain" },
        { "-c {config} run --filter titel -- true", "run --explain", "-c {config} run --explain" },
        { "-c {config} run --keep A -- true", "--clear-env", "-c {config} check --clear-env --keep A -- true" },
        { "-c {config} run --json -- true", "--json needs --explain", "-c {config} run --json --explain" },
        { "-c {config} run --map A=LD_PRELOAD -- true", "--allow-unsafe-names=LD_PRELOAD",
            "-c {config} check --map A=LD_PRELOAD --allow-unsafe-names=LD_PRELOAD -- true" },
        { "-c {config} run --map A=PSONO_CI_X -- true", "--keep-credentials",
            "-c {config} check --map A=PSONO_CI_X --keep-credentials -- true" },
        { "-c {config} run --fitler title -- true", "'--filter'", "-c {config} check --filter title -- true" },
        { "-c {config} get title AA", "it has: A, B", "-c {config} get title A" },
        { "-c {config} secret get title A", "psonoci get title A", "-c {config} get title A" },
        { "-c {config} secret get title pasword", "'password'", "-c {config} secret get title title" },
        { "-c {config} env", "--format", "-c {config} env --format json" },
        { "-c {config} env --format json --output {config}", "--overwrite", "-c {config} env --format json --output {other} --overwrite" },
        { "-c {empty} run -- true", "the API key has no access to any secret", "-c {empty} check --allow-empty -- true" },
        { "-c {redirected} get title A", "http_options.max_redirects of {redirected} 1", "-c {following} get title A" },
        { "-c {config} --offline only --cache {cache} get title A", "--offline fallback",
            "-c {config} --offline fallback --cache {cache} get title A" },
        { "-c {config} --offline only get title A", "--cache", "-c {config} --offline fallback --cache {cache} get title A" },
        { "onboard", "--path", "onboard --help" },
        { "vault logn", "'login'", "vault login --help" },
        { "rnu", "'run'", "run --help" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task Whoever_follows_it_gets_further(string mistake, string told, string followed)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1"), ("B", "2")));
        await using var nothing = new ApiKeyServer(bulk: true);
        await using var elsewhere = new ScriptedServer(request => new Reply(System.Text.Encoding.ASCII.GetBytes(
            request.Target.StartsWith("/moved", StringComparison.Ordinal) ? "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                : $"HTTP/1.1 308 Moved\r\nLocation: /moved{request.Target}\r\nContent-Length: 0\r\n\r\n")));
        var files = new Dictionary<string, string>
        {
            ["{config}"] = Configuration(server.Http.Url), ["{empty}"] = Configuration(nothing.Http.Url),
            ["{redirected}"] = Configuration(elsewhere.Url), ["{following}"] = Configuration(elsewhere.Url, "max_redirects = 1"),
            ["{cache}"] = _directory.File("cache"), ["{other}"] = _directory.Write("other", ""),
        };

        var (code, error) = Run(mistake);
        Assert.NotEqual(0, code);
        Assert.Contains(Fill(told), error, StringComparison.Ordinal);
        var (then, after) = Run(followed);
        Assert.True(then == 0 || error.Split('\n')[0] != after.Split('\n')[0], after);

        string Fill(string line) => files.Aggregate(line, (text, file) => text.Replace(file.Key, file.Value, StringComparison.Ordinal));

        (int, string) Run(string line)
        {
            var terminal = new TestTerminal();
            var exit = terminal.Run(Fill(line).Split(' '));
            return (exit, terminal.Error);
        }
    }

    [Fact]
    public void A_command_that_a_text_names_exists_with_its_options()
    {
        var named = Texts().SelectMany(text => Mention.Matches(text).Select(match => (Text: text, match.Groups["words"].Value)))
            .Where(mention => !Prose.Contains(mention.Value.Split(' ')[1])).ToList();
        Assert.True(named.Count > 40);
        Assert.All(named, mention =>
        {
            Command command = Root;
            var words = mention.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words.TakeWhile(word => !word.StartsWith('-')))
                command = Syntax.Subcommand(command, word) ?? command;
            Assert.True(command != Root || words[0].StartsWith('-'), $"no such command: {mention}");
            var options = Syntax.TakesCommandLine(command) ? words.TakeWhile(word => word != "--") : words;
            Assert.All(
                options.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word != "--"),
                option => Assert.True(Syntax.Find(command, option) is not null, $"{option} of {Syntax.Path(command)}: {mention}"));
        });
    }

    [Fact]
    public void An_option_that_a_text_names_exists()
    {
        var known = Syntax.Tree(Root).SelectMany(command => command.Options).Select(option => option.Name).Concat(Foreign).ToHashSet();
        var named = Texts().SelectMany(text => OptionName.Matches(text).Select(match => match.Value)).ToHashSet();
        Assert.True(named.Count > 50);
        Assert.Empty(named.Except(known));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Beside_a_configuration_no_option_is_offered_that_has_no_effect(string name)
    {
        var failure = new PsonoApiException(Enum.Parse<PsonoFailure>(name), "message") { RedirectsNeeded = 1 };
        var options = new GlobalOptions();
        string[] without =
        [
            options.ServerUrl.Name, options.Timeout.Name, options.MaxRedirects.Name, options.PemRootCertificatePath.Name,
            options.DerRootCertificatePath.Name, options.ApiKeyId.Name,
        ];
        var hint = FailureHints.Of(failure, "psonoci.toml") ?? "";
        Assert.All(without, option => Assert.DoesNotContain(option, hint, StringComparison.Ordinal));
    }

    public static TheoryData<string> Failures { get; } = [.. Enum.GetNames<PsonoFailure>()];

    [Fact]
    public void A_redirect_that_is_never_followed_is_not_said_to_be()
    {
        Assert.Contains("--max-redirects 1", Hint(1), StringComparison.Ordinal);
        Assert.Contains("--max-redirects 3", Hint(3), StringComparison.Ordinal);
        Assert.DoesNotContain("--max-redirects", Hint(null), StringComparison.Ordinal);

        static string Hint(int? needed) => FailureHints.Of(new PsonoApiException(PsonoFailure.Redirect, "x") { RedirectsNeeded = needed })!;
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Every text in the source of psonoci.</summary>
    private static IEnumerable<string> Texts() => Repository.Sources
        .Where(source => source.StartsWith("Psono.Cli/", StringComparison.Ordinal) && source != "Psono.Cli/Commands/Run/UnsafeNames.cs")
        .SelectMany(source => Literal.Matches(Repository.Read(source)).Select(match => match.Groups["text"].Value));

    private string Configuration(Uri url, string http = "")
    {
        var path = _directory.Write($"{Guid.NewGuid()}.toml", $"""
            version = "1"
            [psono_settings]
            api_key_id = "{ApiKeyServer.ApiKeyId}"
            api_secret_key_hex = "{ApiKeyServer.SecretKeyHex}"
            server_url = "{url}"
            [http_options]
            {http}
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    [GeneratedRegex(@"(?<!/// .*)\$?""(?<text>(?:[^""\\\n]|\\.)*)""")]
    private static partial Regex Literal { get; }

    [GeneratedRegex(@"\bpsonoci(?: …)?(?<words>(?: (?:[a-z][a-z-]*|--?[a-z][a-z-]*(?:=\S*)?|--))+)")]
    private static partial Regex Mention { get; }

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]+")]
    private static partial Regex OptionName { get; }
}
