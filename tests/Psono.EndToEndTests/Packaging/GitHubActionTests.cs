using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>packaging/github-action, in a job of a runner that is as GitHub's.</summary>
public sealed partial class GitHubActionTests(World world)
{
    private const string Hostile =
        "\"; touch pwned; ' $(touch pwned) `touch pwned`\n::add-path::/pwned\n::set-output name=pwned::1\ntouch pwned\n* %0A::pwned::";

    private const string Script = """
        echo $db_host
        echo $0 ${#db_password} >&2
        tr '\0' ' ' </proc/$PPID/cmdline; env
        sed -n 's/^PPid:./of the runner /p' /proc/$PPID/status
        whoever || true; false | true
        : > made
        """;

    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Published.Psonoci)));
    private static readonly string OtherSha256 = new('0', 64);

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    [Theory, MemberData(nameof(Shells))]
    public async Task A_command_gets_its_variables_and_the_log_none_of_their_values(string shell)
    {
        var packed = await PackAsync(world.Config);
        using var runner = new GitHubRunner(shell);
        Assert.Equal(0, await runner.UseAsync(
            ("server-url", world.Server.Url + "/"), ("sha256", $"{OtherSha256} {Sha256.ToUpperInvariant()}"), ("config-packed", packed),
            ("run", Script)));

        Assert.Contains("\n[redacted]\n", runner.Log, StringComparison.Ordinal);
        var whose = shell == "busybox" ? "sh" : "bash";
        // Standard error: where in the other stream it arrives is not said.
        Assert.Contains($"{whose} {World.DatabasePassword.Length}\n", runner.Log, StringComparison.Ordinal);
        // A signal for the step reaches psonoci, which passes it on.
        Assert.Contains($"\nof the runner {Environment.ProcessId}\n", runner.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("INPUT_", runner.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("PSONO_CI_", runner.Log, StringComparison.Ordinal);
        Assert.All(
            [packed, World.Host, World.DatabasePassword], secret =>
            {
                Assert.DoesNotContain(secret, runner.Log, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, runner.Machine.Arguments, StringComparison.Ordinal);
            });
        Assert.Empty(runner.Commands);
        Assert.Empty(runner.Variables);
        Assert.Equal(["made"], Directory.EnumerateFileSystemEntries(runner.Workspace).Select(Path.GetFileName));
        Assert.Equal(["psonoci"], Directory.EnumerateFiles(runner.Temp, "*", SearchOption.AllDirectories).Select(Path.GetFileName));

        Assert.Equal(0, await runner.RunAsync($"command -v psonoci; psonoci --version | cut -d ' ' -f 1,2; echo {packed}"));
        Assert.EndsWith(
            $"\n{runner.Outputs["path"]}\npsonoci {runner.Outputs["version"]}\n***\n", runner.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exit_code_of_the_command_is_that_of_the_step()
    {
        using var runner = new GitHubRunner();
        Assert.Equal(7, await runner.UseAsync(await WithAsync(world.Config, ("run", "echo before; exit 7"))));
        Assert.Contains("\nbefore\n", runner.Log, StringComparison.Ordinal);
        Assert.Equal(3, await runner.UseAsync(await WithAsync(world.Config, ("run", "(exit 3)\necho not this"))));
        Assert.Equal(125, await runner.UseAsync(await WithAsync(world.Config, ("require", "db_host\nDB_PORT"), ("run", "echo not this"))));
        Assert.Contains("DB_PORT", runner.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("not this", runner.Log, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Later_steps_get_exported_variables_whatever_is_in_them_and_the_log_no_line_of_them(string shell)
    {
        var values = new Dictionary<string, string>
        {
            ["KEY"] = "-----BEGIN KEY-----\nthe second line\n\n  the last one",
            ["ODD"] = "EOF\nPATH=/nowhere\nPWNED<<EOF\nEOF\npsonoci_0123456789abcdef",
            ["PERCENT"] = "100%25 %0A ::error::of it",
            ["QUOTES"] = "'\"$HOME`id`\\",
        };
        var file = values.Select(pair => $"{pair.Key}=\"{Special().Replace(pair.Value, "\\$0")}\"\n");
        var (_, config) = await world.CreateAsync($"exported in {shell}", string.Concat(file));
        using var runner = new GitHubRunner(shell);
        Assert.Equal(0, await runner.UseAsync(await WithAsync(config, ("export", "true"))));
        Assert.Equal(values, runner.Variables);

        Assert.Equal(0, await runner.RunAsync("printf '%s\\n' \"$KEY\" \"$ODD\" \"$PERCENT\" \"$QUOTES\"; ls -A"));
        Assert.All(
            values.Values.SelectMany(value => value.Split('\n')).Where(line => line.Length > 0),
            line => Assert.DoesNotContain(line, runner.Log, StringComparison.Ordinal));
        Assert.Empty(runner.Commands);
        Assert.Empty(Directory.EnumerateFileSystemEntries(runner.Workspace));
    }

    [Fact]
    public async Task Secrets_and_variables_are_chosen_and_renamed()
    {
        var (other, config) = await world.CreateAsync("not chosen", "db_host=another\ndb_passphrase=another\n");
        await world.VaultAsync($"api-key grant 'not chosen' {world.SecretId}");
        using var runner = new GitHubRunner();
        Assert.Equal(0, await runner.UseAsync(await WithAsync(
            config, ("export", "true"), ("filter", "production database\n"), ("only", "\n  db_host  \ndb_pass*"), ("prefix", "APP_"),
            ("map", "db_password=PGPASSWORD"), ("require", "PGPASSWORD"))));
        Assert.Equal(
            new Dictionary<string, string> { ["APP_db_host"] = World.Host, ["PGPASSWORD"] = World.DatabasePassword }, runner.Variables);

        runner.Variables.Clear();
        Assert.Equal(0, await runner.UseAsync(await WithAsync(
            config, ("export", "true"), ("filter", $"production database\n{other}"), ("only", "db_host"))));
        Assert.Equal(new Dictionary<string, string> { ["db_host"] = "another" }, runner.Variables);
    }

    [Fact]
    public async Task The_API_key_can_come_from_the_job_or_as_id_and_secret_key_and_an_input_is_preferred()
    {
        using var runner = new GitHubRunner();
        (string, string)[] with = [("server-url", world.Server.Url), ("sha256", Sha256), ("run", "test -n \"$db_host\"")];
        Assert.Equal(125, await runner.UseAsync(with));
        runner.Variables["PSONO_CI_CONFIG_PACKED"] = await PackAsync(world.Config);
        Assert.Equal(0, await runner.UseAsync(with));
        Assert.Equal(0, await runner.RunAsync("echo $PSONO_CI_CONFIG_PACKED"));
        Assert.EndsWith("\n***\n", runner.Log, StringComparison.Ordinal);

        runner.Variables["PSONO_CI_CONFIG_PACKED"] = "not this one";
        var key = await Shell.RunAsync($"sed -n 's/^api_\\(key_id\\|secret_key_hex\\) = \"\\(.*\\)\"/\\2/p' {world.Config}");
        (string, string)[] pair = [.. with, ("api-key-id", key.Lines[0]), ("api-secret-key-hex", key.Lines[1] + "\n")];
        Assert.Equal(0, await runner.UseAsync(pair));
        Assert.Equal(0, await runner.RunAsync($"echo {key.Lines[1]}"));
        Assert.EndsWith("\n***\n", runner.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Lines[1], runner.Machine.Arguments, StringComparison.Ordinal);
        Assert.Equal(1, await runner.UseAsync([.. pair, ("config-packed", "word")]));
        Assert.Equal(
            ("error", "config-packed contains an API key: leave out api-key-id and api-secret-key-hex"), Assert.Single(runner.Commands));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task No_input_but_run_is_run_or_tells_the_runner_anything(string shell)
    {
        using var runner = new GitHubRunner(shell);
        (string, string)[] with = await WithAsync(world.Config, ("export", "true"));
        foreach (var input in (await GitHubRunner.InputsAsync()).Where(input => input != "run"))
        {
            var key = input.StartsWith("api-", StringComparison.Ordinal) ? "" : with[2].Item2;
            var exitCode = await runner.UseAsync([.. with, ("config-packed", key), (input, Hostile)]);
            Assert.True(exitCode == 1, $"{input}: exit code {exitCode}\n{runner.Log}");
            Assert.Equal("error", Assert.Single(runner.Commands).Name);
            runner.Commands.Clear();
            Assert.Empty(runner.Variables);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(runner.Workspace));
        Assert.Equal(0, await runner.RunAsync("echo \"$PATH\""));
        Assert.DoesNotContain("/pwned:", runner.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_psonoci_is_an_error_of_the_step()
    {
        using var runner = new GitHubRunner();
        Assert.Equal(1, await runner.UseAsync(await WithAsync(world.Config, ("export", "true"), ("require", "DB_PORT"))));
        Assert.Contains("DB_PORT", Assert.Single(runner.Commands).Data, StringComparison.Ordinal);
        Assert.Empty(runner.Variables);
    }

    [Fact]
    public async Task Where_psonoci_cannot_mask_the_runner_does()
    {
        using var runner = new GitHubRunner();
        runner.Machine.Replace("uname", "case $1 in -s) echo Darwin ;; *) echo arm64 ;; esac");
        Assert.Equal(0, await runner.UseAsync(await WithAsync(
            world.Config, ("download-url", $"{world.Server.Origin}/install/{Machine.Platform}/psonoci"), ("run", "echo $db_password"))));
        Assert.EndsWith("\n***\n", runner.Log, StringComparison.Ordinal);
        Assert.Empty(runner.Variables);
    }

    [Fact]
    public async Task The_documents_give_it_inputs_that_it_has()
    {
        var inputs = await GitHubRunner.InputsAsync();
        var examples = await Examples.OfAsync("packaging/github-action/README.md", "docs/psonoci.md");
        var uses = examples.SelectMany(Examples.Mappings).Where(step => step.ContainsKey("with")).ToList();
        Assert.True(uses.Count >= 4);
        Assert.All(uses, step => Assert.Subset(inputs.ToHashSet(), Yaml.Names(step["with"]).ToHashSet()));
        Assert.All(uses, step => Assert.NotNull(step["with"]!["sha256"]));
        var table = await File.ReadAllTextAsync(Path.Combine(Published.Root, "packaging/github-action/README.md"));
        Assert.All(inputs, input => Assert.Contains($"| `{input}`", table, StringComparison.Ordinal));
    }

    private static async Task<string> PackAsync(string config) =>
        (await Shell.RunAsync($"psonoci -c {config} config pack")).Succeeds().Output.Trim();

    private async Task<(string Name, string Value)[]> WithAsync(string config, params (string Name, string Value)[] with) =>
        [("server-url", world.Server.Url), ("sha256", Sha256), ("config-packed", await PackAsync(config)), .. with];

    [GeneratedRegex("[\\\\\"$`]")]
    private static partial Regex Special();
}
