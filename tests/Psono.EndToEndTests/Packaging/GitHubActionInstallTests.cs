using System.Globalization;
using System.Security.Cryptography;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>Which psonoci packaging/github-action installs, and when it installs none.</summary>
public sealed class GitHubActionInstallTests(World world, TrapServer trap) : IClassFixture<TrapServer>
{
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Published.Psonoci)));
    private static readonly string OtherSha256 = new('0', 64);

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    [Theory, MemberData(nameof(Shells))]
    public async Task Nothing_that_has_another_hash_is_run(string shell)
    {
        using var runner = new GitHubRunner(shell);
        var ran = Path.Combine(runner.Machine.Home, "ran");
        (string, string)[] with = [("server-url", trap.Origin + "/server"), ("run", ": > \"$HOME/ran\"")];
        foreach (var sha256 in (string[])["", " ", "*", "0", OtherSha256[1..] + "g", OtherSha256, $"{Sha256}\n{OtherSha256}"])
            Assert.Equal(1, await runner.UseAsync([.. with, ("sha256", sha256)]));

        Assert.False(File.Exists(ran));
        Assert.Equal(7, runner.Commands.Count);
        Assert.All(runner.Commands, command => Assert.Equal("error", command.Name));
        Assert.StartsWith("sha256 is missing: set it to the hash of psonoci for linux-", runner.Commands[0].Data, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{trap.Origin}/install/{Machine.Platform}/psonoci has the SHA-256 {TrapServer.Sha256}, which sha256 does not accept; "
                + "it was not run.",
            runner.Commands[6].Data, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(runner.Temp, "*", SearchOption.AllDirectories));

        // With its own hash, it is.
        Assert.Equal(0, await runner.UseAsync(("server-url", trap.Origin), ("sha256", TrapServer.Sha256)));
        Assert.True(File.Exists(ran));
    }

    [Fact]
    public async Task A_second_use_downloads_nothing_unless_another_hash_is_asked_for()
    {
        using var runner = new GitHubRunner();
        (string, string)[] with =
            [("server-url", trap.Origin), ("download-url", trap.Origin + "/mirror/psonoci?x=[1-2]"), ("sha256", TrapServer.Sha256)];
        Assert.Equal(0, await runner.UseAsync(with));
        var asked = await AskedAsync();
        Assert.Equal(0, await runner.UseAsync(with));
        Assert.Equal(asked + 1, await AskedAsync());

        // Whatever became of it in the meantime.
        await File.AppendAllTextAsync(runner.Outputs["path"], "#");
        Assert.Equal(0, await runner.UseAsync(with));
        Assert.Equal(asked + 3, await AskedAsync());
        Assert.Equal(0, await runner.UseAsync(("server-url", world.Server.Url), ("sha256", Sha256)));
        Assert.Equal(await File.ReadAllBytesAsync(Published.Psonoci), await File.ReadAllBytesAsync(runner.Outputs["path"]));

        async Task<int> AskedAsync() =>
            int.Parse((await Shell.RunAsync($"curl -fsS {trap.Origin}/asked")).Output, CultureInfo.InvariantCulture);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_server_that_is_away_is_asked_three_times_and_named(string shell)
    {
        using var runner = new GitHubRunner(shell);
        const string Password = "Df55sr2UQm7Wshv7";
        Assert.Equal(1, await runner.UseAsync(("server-url", $"http://mirror:{Password}@127.0.0.1:1/server"), ("sha256", Sha256)));
        Assert.DoesNotContain(Password, runner.Log, StringComparison.Ordinal);
        Assert.Equal("2\n5\n", runner.Machine.Slept);
        Assert.Empty(Directory.EnumerateFiles(runner.Temp, "*", SearchOption.AllDirectories));
        Assert.Equal(
            ("error", $"cannot download http://127.0.0.1:1/install/{Machine.Platform}/psonoci, for the reason above: check server-url, "
                + "the network and the proxy, if any"),
            Assert.Single(runner.Commands));
        Assert.Contains("connect", runner.Log.Split("cannot download")[0], StringComparison.OrdinalIgnoreCase);

        Assert.Equal(0, await runner.UseAsync(
            ("server-url", trap.Origin), ("download-url", $"{trap.Origin}/flaky/{shell}"), ("sha256", TrapServer.Sha256)));
    }

    [Theory]
    [InlineData("", "server-url is missing: set it to the URL of the server, such as https://vault.example.com/server")]
    [InlineData("ftp://a", "server-url must start with https:// and have no spaces: ftp://a")]
    [InlineData("https:///server", "server-url must start with https:// and have no spaces: https:///server")]
    [InlineData("https://a --version", "server-url must start with https:// and have no spaces: https://a --version")]
    [InlineData("https://a\n::add-path::/a", "server-url must start with https:// and have no spaces: https://a ::add-path::/a")]
    public async Task What_is_no_URL_is_named(string url, string message)
    {
        using var runner = new GitHubRunner();
        Assert.Equal(1, await runner.UseAsync(("server-url", url), ("sha256", Sha256)));
        Assert.Equal(("error", message), Assert.Single(runner.Commands));
    }

    [Fact]
    public async Task A_machine_needs_one_of_several_tools_and_is_told_if_it_has_none()
    {
        using var runner = new GitHubRunner("busybox");
        runner.Machine.Remove("sha256sum");
        await FailsAsync("sha256sum, shasum or openssl is needed to check the download: use an image that has one");
        foreach (var tool in (string[])["shasum", "openssl"])
        {
            runner.Machine.Replace(tool, $"exec /usr/bin/{tool} \"$@\"");
            Assert.Equal(0, await runner.UseAsync(("server-url", trap.Origin), ("sha256", TrapServer.Sha256)));
            await FailsAsync($"{trap.Origin}/install/{Machine.Platform}/psonoci has the SHA-256 {TrapServer.Sha256}, which sha256 does not "
                + "accept; it was not run. If the server was updated, set sha256 to the hash of the new release");
            runner.Machine.Remove(tool);
        }

        runner.Machine.Remove("wget");
        await FailsAsync("curl or wget is needed to download psonoci: use an image that has one");

        async Task FailsAsync(string message)
        {
            Assert.Equal(1, await runner.UseAsync(("server-url", trap.Origin), ("sha256", OtherSha256)));
            Assert.Equal(("error", message), Assert.Single(runner.Commands));
            runner.Commands.Clear();
        }
    }

    [Theory]
    [InlineData("MINGW64_NT-10.0", "x86_64", "this needs Linux or macOS, not MINGW64_NT-10.0: use another runner")]
    [InlineData("Linux", "riscv64", "there is no psonoci for Linux on riscv64, only for x86_64 and arm64: use another runner")]
    public async Task Another_machine_is_told_so(string system, string machine, string message)
    {
        using var runner = new GitHubRunner();
        runner.Machine.Replace("uname", $"case $1 in -s) echo {system} ;; *) echo {machine} ;; esac");
        Assert.Equal(1, await runner.UseAsync(("server-url", world.Server.Url), ("sha256", Sha256)));
        Assert.Equal(("error", message), Assert.Single(runner.Commands));
    }
}
