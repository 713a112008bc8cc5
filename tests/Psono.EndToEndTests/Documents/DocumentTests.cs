using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Documents;

/// <summary>What the documents tell people to type is typed here, in the order of the document.</summary>
public sealed partial class DocumentTests(World world, HttpsWorld https) : IClassFixture<HttpsWorld>
{
    [Fact]
    public async Task Every_command_of_the_psonoci_page_works()
    {
        var (secret, config) = await world.CreateAsync(
            "documented database", "db_host=prd-db.example.com:5432\ndb_username=production\ndb_password=Df55sr2UQm7Wshv7\n", "--write");

        using var home = new TemporaryDirectory();
        var totp = (await TypedSecret.TotpAsync(world.Account, "documented token")).SecretId;
        var ssh = (await TypedSecret.SshKeyAsync(world.Account, "documented ssh key", "")).SecretId;
        var gpg = (await TypedSecret.GpgKeyAsync(world.Account, "documented gpg key", home.Path)).SecretId;
        foreach (var id in new[] { totp, ssh, gpg })
            await world.VaultAsync($"api-key grant 'documented database' {id}");

        await RunAsync(
            "docs/psonoci.md",
            $"""
            cp {config} psonoci.toml; export SECRET={secret} TOTP={totp} SSH_KEY={ssh} GPG_KEY={gpg}
            echo what is released >release.tar.gz
            cp {https.Directory}/ca.pem .; ln -s {Published.Root}/tests .
            eval "$(ssh-agent -s)"; trap 'ssh-agent -k; GNUPGHOME={home.Path} gpgconf --kill all' EXIT
            """,
            world.Environment,
            adapt: script => script.Replace("https://psono.example.com/server", https.Url, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("README.md", "## A program with its secrets", "connecting to prd-db.example.com:5432 as production")]
    [InlineData("docs/demarrage.md", "## Un programme et ses secrets", "prd-db.example.com:5432 en tant que production")]
    public async Task The_first_steps_work_from_an_empty_directory(string document, string from, string expected)
    {
        using var state = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(state.File("data"));
        var environment = new Dictionary<string, string>
        {
            ["XDG_STATE_HOME"] = state.Path,
            ["PSONO_VAULT_PASSWORD"] = World.Password,
            ["PSONOCI_INSTALL_DIR"] = state.File("bin"),
        };

        // The value that is asked for is typed at a terminal.
        await RunAsync(
            document,
            $"PATH={state.File("bin")}:${{PATH#*:}}",
            environment,
            from,
            script => script.Replace("http://127.0.0.1:10100", server.Origin, StringComparison.Ordinal),
            dialogue: [("Trust it from now on? [y/N] ", "y"), ("db_password: ", "Df55sr2UQm7Wshv7")],
            expected);
    }

    private static async Task RunAsync(
        string document,
        string before,
        IReadOnlyDictionary<string, string> environment,
        string from = "",
        Func<string, string>? adapt = null,
        (string Question, string Answer)[]? dialogue = null,
        string expected = "")
    {
        using var directory = new TemporaryDirectory();
        File.Copy(Path.Combine(Published.Root, "examples/service.py"), directory.File("service.py"));
        var text = await File.ReadAllTextAsync(Path.Combine(Published.Root, document));
        var commands = string.Join(
            '\n', Shell().Matches(text[text.IndexOf(from, StringComparison.Ordinal)..]).Select(block => block.Groups[1].Value));

        await File.WriteAllTextAsync(
            directory.File("typed.sh"), $"set -e -o pipefail; cd {directory.Path}; {before}\n{(adapt ?? (script => script))(commands)}");
        var result = dialogue is null
            ? await Fixtures.Shell.RunAsync("bash " + directory.File("typed.sh"), environment, patience: TimeSpan.FromMinutes(2))
            : await Terminal.RunAsync("bash " + directory.File("typed.sh"), environment, dialogue);

        Assert.NotEmpty(commands);
        Assert.Contains(expected, result.Succeeds().Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ *```sh\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Shell();
}
