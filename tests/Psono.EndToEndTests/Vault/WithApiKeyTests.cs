using System.Text.Json;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary><c>psonoci vault --with-api-key</c>, as a pipeline has it: a configuration, and no home.</summary>
public sealed class WithApiKeyTests(World world)
{
    [Fact]
    public async Task A_pipeline_creates_finds_rotates_moves_removes_and_restores()
    {
        using var account = await world.RegisterFilledAsync();
        await account.VaultAsync("api-key create pipeline --unrestricted --write --save " + account.File("all.toml"));
        Task<Result> PipelineAsync(string arguments, string input = "") => RunAsync(account, "all.toml", arguments, input);

        var id = (await PipelineAsync("create --title preview --folder CI host=h token", "first\n")).Succeeds().Output.Trim();
        (await PipelineAsync("edit preview token --title 'preview 2'", "second\n")).Succeeds();
        Assert.Equal("host=h\ntoken=second\n", (await PipelineAsync("show 'CI/preview 2' --reveal")).Succeeds().Output);
        Assert.Contains("API key pipeline", (await PipelineAsync($"history {id}")).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(id, (await PipelineAsync("ls")).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("preview 2", (await PipelineAsync("find token")).Succeeds().Output, StringComparison.Ordinal);
        (await PipelineAsync($"mv {id} /")).Succeeds();
        (await PipelineAsync($"rm {id}")).Succeeds();
        (await PipelineAsync($"restore {id}")).Succeeds();
        (await PipelineAsync("history --tree")).Succeeds();
        Assert.Equal("host=h\ntoken=second\n", (await account.VaultAsync($"show {id} --reveal")).Output);
        (await PipelineAsync($"rm --purge {id}")).Succeeds();
        Assert.Equal(1, await SessionsAsync(account));
    }

    [Fact]
    public async Task Its_session_ends_after_an_error_and_after_a_signal()
    {
        using var account = await world.RegisterFilledAsync();
        await account.VaultAsync("api-key create pipeline --unrestricted --write --save " + account.File("all.toml"));
        var error = await RunAsync(account, "all.toml", "show nonsense");
        Assert.Equal((1, 1), (error.ExitCode, await SessionsAsync(account)));

        // It waits for the value while the session is open.
        var script = $$"""
            mkfifo pipe; exec 3<>pipe
            {{Command(account, "all.toml", "edit 'production database' db_password")}} <pipe & child=$!
            sleep 2; kill -INT $child; echo late >&3; wait $child; echo "ended with $?"
            """;
        using var directory = new TemporaryDirectory();
        var interrupted = await Shell.RunAsync($"set -m; cd {directory.Path}; {script}");
        Assert.DoesNotContain("ended with 0", interrupted.Output, StringComparison.Ordinal);
        Assert.Equal(1, await SessionsAsync(account));
    }

    [Fact]
    public async Task What_it_cannot_do_is_told_in_a_line_and_before_any_request()
    {
        using var account = await world.RegisterFilledAsync();
        var unreachable = account.File("unreachable.toml");
        var configuration = File.ReadAllText(account.File("psonoci.toml"));
        File.WriteAllText(unreachable, configuration.Replace(world.Server.Url, "http://127.0.0.1:9/server", StringComparison.Ordinal));
        File.SetUnixFileMode(unreachable, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var command in new[]
        {
            "login alice", "register alice", "logout", "status", "approve x", "api-key ls", "api-key create x", "api-key show x",
            "api-key grant x y", "api-key revoke x y", "api-key delete x",
        })
        {
            var refused = await RunAsync(account, "unreachable.toml", command);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("does not work with --with-api-key", refused.Error, StringComparison.Ordinal);
        }

        var restricted = await RunAsync(account, "psonoci.toml", "ls");
        Assert.Contains("--with-api-key needs an unrestricted API key", restricted.Error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (restricted.ExitCode, await SessionsAsync(account)));
    }

    [Fact]
    public async Task Another_server_key_than_that_of_the_configuration_is_refused()
    {
        using var account = await world.RegisterFilledAsync();
        var config = account.File("all.toml");
        await account.VaultAsync("api-key create pipeline --unrestricted --save " + config);
        File.WriteAllText(
            config, File.ReadAllText(config).Replace(await account.VerifyKeyAsync(), new string('a', 64), StringComparison.Ordinal));
        var refused = await RunAsync(account, "all.toml", "ls --error-format json");
        Assert.Equal("server-key-changed", JsonDocument.Parse(refused.Error).RootElement.GetProperty("error").GetString());
    }

    private static string Command(Account account, string config, string arguments) =>
        $"env -u HOME -u XDG_STATE_HOME psonoci -c {account.File(config)} vault --with-api-key {arguments}";

    private static Task<Result> RunAsync(Account account, string config, string arguments, string input = "") =>
        Shell.RunAsync(Command(account, config, arguments), input: input);

    private static async Task<int> SessionsAsync(Account account) =>
        JsonDocument.Parse((await account.VaultAsync("status --json")).Output).RootElement.GetProperty("sessions").GetInt32();
}
