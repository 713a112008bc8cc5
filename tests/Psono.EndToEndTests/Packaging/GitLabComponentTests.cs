using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>packaging/gitlab-component, in a job as GitLab's runner starts it.</summary>
public sealed partial class GitLabComponentTests(World world, TrapServer trap) : IClassFixture<TrapServer>
{
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Published.Psonoci)));
    private static readonly string OtherSha256 = new('0', 64);
    private static readonly string[] Hostile =
        ["'", "\"; touch pwned; \"", "$(touch pwned)", "`id`", "\n", "\nscript: id", " # ", "\\", "; id", "$[[ inputs.sha256 ]]"];

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    private (string, string)[] Inputs => [("server-url", world.Server.Url), ("sha256", $"{OtherSha256} {Sha256.ToUpperInvariant()}")];

    [Theory, MemberData(nameof(Shells))]
    public async Task A_command_gets_its_variables_and_the_log_none_of_their_values(string shell)
    {
        using var job = new GitLabJob(shell);
        var packed = await PackAsync();
        job.Variables["PSONO_CI_CONFIG_PACKED"] = packed;

        // A job that ran here before has left a tool that PATH would find.
        Directory.CreateDirectory(job.Temp + "/psonoci");
        await File.WriteAllTextAsync(job.Temp + "/psonoci/git", "");
        await File.WriteAllTextAsync(job.Temp + "/FILE_VARIABLE", "");
        Assert.Equal(0, await job.RunAsync(Inputs, "psonoci run --mask -- sh -c 'echo $db_host; env'", "command -v psonoci; ls -A"));

        Assert.StartsWith("Installed psonoci ", job.Log, StringComparison.Ordinal);
        Assert.Contains("\n[redacted]\n", job.Log, StringComparison.Ordinal);
        Assert.EndsWith($"\n{job.Temp}/psonoci/psonoci\n", job.Log, StringComparison.Ordinal);
        Assert.All(
            [packed, World.Host, World.DatabasePassword], secret =>
            {
                Assert.DoesNotContain(secret, job.Log, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, job.Machine.Arguments, StringComparison.Ordinal);
            });
        Assert.Equal(
            ["FILE_VARIABLE", "psonoci"],
            Directory.EnumerateFiles(job.Temp, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_exit_code_of_the_command_is_that_of_the_job()
    {
        using var job = new GitLabJob();
        job.Variables["PSONO_CI_CONFIG_PACKED"] = await PackAsync();
        Assert.Equal(7, await job.RunAsync(Inputs, "psonoci run --mask -- sh -c 'exit 7'", "echo not this"));
        Assert.DoesNotContain("not this", job.Log, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Nothing_that_has_another_hash_is_run_and_the_job_ends(string shell)
    {
        using var job = new GitLabJob(shell);
        var ran = Path.Combine(job.Machine.Home, "ran");
        Assert.Equal(1, await job.RunAsync([("server-url", trap.Origin), ("sha256", OtherSha256)], ": > \"$HOME/ran\""));
        Assert.False(File.Exists(ran));
        Assert.Equal(
            $"psonoci: error: {trap.Origin}/install/{Machine.Platform}/psonoci has the SHA-256 {TrapServer.Sha256}, "
                + "which sha256 does not accept; it was not run. If the server was updated, set sha256 to the hash of the new release\n",
            job.Log);
        Assert.Empty(Directory.EnumerateFiles(job.Temp, "*", SearchOption.AllDirectories));

        // With its own hash, it is.
        Assert.Equal(0, await job.RunAsync([("server-url", trap.Origin), ("sha256", TrapServer.Sha256)], "true"));
        Assert.True(File.Exists(ran));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_server_that_is_away_is_asked_three_times_and_named(string shell)
    {
        using var job = new GitLabJob(shell);
        Assert.Equal(1, await job.RunAsync([("server-url", "http://127.0.0.1:1/server"), ("sha256", Sha256)], "echo not this"));
        Assert.Equal("2\n5\n", job.Machine.Slept);
        Assert.EndsWith(
            $"psonoci: error: cannot download http://127.0.0.1:1/install/{Machine.Platform}/psonoci, for the reason above: "
                + "check server-url, the network and the proxy, if any\n",
            job.Log, StringComparison.Ordinal);
        Assert.Equal(
            0, await job.RunAsync(
                [("server-url", trap.Origin), ("download-url", $"{trap.Origin}/flaky/{shell}"), ("sha256", TrapServer.Sha256)], "true"));
    }

    [Fact]
    public async Task A_user_who_may_not_write_beside_the_project_has_it_elsewhere()
    {
        using var job = new GitLabJob();
        await File.WriteAllTextAsync(job.Temp, "in the way of a directory");
        Assert.Equal(0, await job.RunAsync(Inputs, "psonoci --version; rm -r \"$(dirname \"$(command -v psonoci)\")\""));
        Assert.Matches(@"^Installed psonoci \S+ in /tmp/tmp\.\w+\npsonoci \S+ \(OpenSSL \d+\.\d+\.\d+\)\n$", job.Log);
    }

    [Theory]
    [InlineData("server-url", "https://vault.example.com/server", true)]
    [InlineData("server-url", "http://[::1]:10100/", true)]
    [InlineData("server-url", "ftp://vault.example.com", false)]
    [InlineData("server-url", "https://$CI_SERVER_HOST/", false)]
    [InlineData("server-url", "https://a/\n", false)]
    [InlineData("sha256", "", false)]
    [InlineData("job-name", ".staging-psonoci", true)]
    [InlineData("job-name", "deploy", false)]
    [InlineData("download-url", "https://mirror.example.com/psonoci?version=1.2.3&x=%20", true)]
    public async Task An_input_is_what_it_should_be(string input, string value, bool accepted)
    {
        var (configuration, refusal) = await GitLabJob.IncludeAsync([.. Inputs.Where(pair => pair.Item1 != input), (input, value)]);
        Assert.Equal(accepted ? null : $"{input} input: provided value does not match required RegEx pattern", refusal);
        if (input == "job-name" && accepted)
            Assert.Equal([value], Yaml.Names(configuration));
    }

    [Fact]
    public async Task No_input_becomes_a_part_of_the_script_or_of_the_pipeline()
    {
        var spec = await GitLabJob.SpecAsync();
        foreach (var input in Yaml.Names(spec))
        {
            var valid = Regex.IsMatch(".x", spec[input]!["regex"]!.GetValue<string>()) ? ".x" : input == "sha256" ? Sha256 : "https://a/";
            foreach (var hostile in Hostile)
            {
                var (_, refusal) = await IncludeAsync(input, valid + hostile);
                Assert.Contains("does not match", refusal, StringComparison.Ordinal);
                (_, refusal) = await IncludeAsync(input, hostile + valid);
                Assert.Contains("does not match", refusal, StringComparison.Ordinal);
            }

            Assert.NotEmpty(spec[input]!["description"]!.GetValue<string>());
        }

        Task<(System.Text.Json.Nodes.JsonNode?, string?)> IncludeAsync(string input, string value) =>
            GitLabJob.IncludeAsync([.. Inputs.Where(pair => pair.Item1 != input), (input, value)]);
    }

    [Fact]
    public async Task Both_install_it_with_the_same_lines()
    {
        var action = Same().Match(await File.ReadAllTextAsync(Path.Combine(Published.Root, "packaging/github-action/psonoci.sh")));
        var component = Same().Match(await File.ReadAllTextAsync(GitLabJob.Component));
        Assert.True(action.Success && component.Success);
        Assert.Equal(
            action.Groups[1].Value.Split('\n').Select(line => line.TrimStart()),
            component.Groups[1].Value.Split('\n').Select(line => line.TrimStart()));
    }

    [Fact]
    public async Task The_documents_give_it_inputs_that_it_has()
    {
        var examples = await Examples.OfAsync("packaging/gitlab-component/README.md", "docs/psonoci.md");
        var includes = examples.SelectMany(Examples.Mappings).Where(mapping => mapping.ContainsKey("inputs")).ToList();
        Assert.True(includes.Count >= 3);
        foreach (var include in includes)
        {
            var inputs = include["inputs"]!.AsObject().Select(pair => (pair.Key, pair.Value!.GetValue<string>()));
            (string, string)[] whole = [.. inputs.Select(pair => pair.Item2 == "3f2a…" ? (pair.Key, Sha256) : pair)];
            Assert.Null((await GitLabJob.IncludeAsync(whole)).Refusal);
        }

        var table = await File.ReadAllTextAsync(Path.Combine(Published.Root, "packaging/gitlab-component/README.md"));
        Assert.All(Yaml.Names(await GitLabJob.SpecAsync()), input => Assert.Contains($"| `{input}`", table, StringComparison.Ordinal));
    }

    private async Task<string> PackAsync() => (await Shell.RunAsync($"psonoci -c {world.Config} config pack")).Succeeds().Output.Trim();

    [GeneratedRegex("# --- How psonoci is installed: [^\n]*\n(.*)# --- End of what is the same", RegexOptions.Singleline)]
    private static partial Regex Same();
}
