using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Gpg;
using Psono.Cli.Commands.Inject;
using Psono.Cli.Commands.Run;
using Psono.Cli.Commands.Ssh;
using Psono.Cli.Commands.Vault;
using Psono.Cli.Terminal;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Protocol.Text;
using Psono.Web.Resources;
using Psono.Web.Secrets;

namespace Psono.Tests.Commands;

/// <summary>
/// Any text of a file that is read may be a secret, at any place, and a message may end up in the log of a pipeline. So a mark is put at
/// every place of files that are good, cut off or broken, and must not be in what is said about them.
/// </summary>
public sealed class InputInMessagesTests
{
    private const string Mark = "qzX7mArKeDx9";

    private const string Pem =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n";

    private static readonly Dictionary<string, (string Text, Action<string, TerminalOutput> Read)> Files = new()
    {
        ["dotenv"] = (
            "# c\nA=1\nexport B='x' # y\nC=\"two\nlines\\n\"\nD=`e`\nF=#g\nH=${I}\nA=2\nJ K\n: l\n" + Pem + "M=" + Pem,
            (text, terminal) => EnvFile.Check(DotenvFile.Read(text), ".env", terminal)),
        ["names"] = ("# needs\ndb_host\ndb_password  # rotated\nA B\n", (text, _) => InFile(text, path => RequiredNames.ReadFile(path))),
        ["template"] = ("a {{ database/host }} {{ \"{{\" }}\n{{ x }}\n{{ y\n", (text, _) => Template.Parse(text, "app.conf")),
        ["configuration"] = (
            """
            version = "1"
            [psono_settings]
            api_key_id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd"
            api_secret_key_hex = "02"
            server_url = "https://example.com/server"
            [http_options]
            timeout = 1
            use_native_tls = maybe
            """,
            (text, _) => TomlSettings.Parse(text, "psonoci.toml")),
        ["packed"] = ("3Wv8zKLxQtn2pPWqRNPrMjtq5uE7Hc9dYfSbTgZkVmXo", (text, _) => PackedSettings.Unpack(text)),
        ["key"] = (new string('0', 64) + "\n", (text, _) => InFile(text, path => new SettingsFiles().ReadKey(path))),
        ["certificate"] = (Pem.Replace("PRIVATE KEY", "CERTIFICATE", StringComparison.Ordinal), (text, _) => InFile(
            text, path => new HttpTransport(
                new Uri("https://localhost:1"), new HttpOptions { PemRootCertificatePath = path }).Dispose())),
        ["SSH key"] = (Pem, (text, _) => SshPrivateKey.Read(Guid.Empty, text, () => "")),
        ["PGP key"] = (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: x\n\nmDMEZ\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
            (text, _) => OpenPgpKeyRing.Read(Guid.Empty, text)),
    };

    public static TheoryData<string> Kinds => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_text_of_a_file_is_in_a_message_about_it(string kind)
    {
        var (text, read) = Files[kind];
        var told = 0;
        foreach (var (marked, place) in Marked(text))
        {
            var terminal = new TestTerminal();
            try
            {
                read(marked, terminal.Output);
            }
            catch (Exception e)
            {
                var report = ErrorReport.Of(e);
                Assert.True(report.Code != "internal", $"{kind}, {place}: {e}");
                report.Write(terminal.Output, json: false);
            }

            told += terminal.Error.Length;
            Assert.False(terminal.Error.Contains(Mark[..8], StringComparison.OrdinalIgnoreCase), $"{kind}, {place}: {terminal.Error}");
        }

        Assert.True(told > 0);
    }

    [Fact]
    public void Nor_does_the_web_vault_show_any_of_what_was_pasted()
    {
        var localizers = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
        var texts = new StringLocalizer<SecretsText>(localizers);
        foreach (var text in new[] { Files["dotenv"].Text, "{\"a\":\"b\",\"a\":[1,{\"c\":null}]}", "[{\"key\":\"a\",\"value\":1},]x" })
        {
            foreach (var problem in Marked(text).SelectMany(marked => PastedVariables.Read(marked.Text).Problems))
            {
                var words = texts[problem.Text, problem.Places, problem.FirstLine ?? 0];
                Assert.False(words.ResourceNotFound, problem.Text);
                Assert.DoesNotContain(Mark[..8], words.Value, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void The_web_vault_has_words_for_whatever_is_wrong_with_a_file()
    {
        var localizers = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
        var texts = new StringLocalizer<SecretsText>(localizers);
        foreach (var kind in Enum.GetValues<DotenvProblemKind>())
            Assert.False(texts[$"Dotenv_{kind}"].ResourceNotFound, $"{kind}");
    }

    /// <summary>With the mark at each place: put in, in place of what stood there, and at the end of what is cut off there.</summary>
    private static IEnumerable<(string Text, int Place)> Marked(string text)
    {
        for (var place = 0; place <= text.Length; place++)
        {
            yield return (text[..place] + Mark + text[place..], place);
            yield return (text[..place] + Mark, place);
            if (place < text.Length)
                yield return (text[..place] + Mark + text[(place + 1)..], place);
        }
    }

    private static void InFile(string text, Action<string> read)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("file");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        read(path);
    }
}
