using System.Text;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>
/// A machine asks with <c>psonoci onboard</c>, a person approves with <c>psonoci vault approve</c>, and the machine runs its program.
/// </summary>
public sealed partial class OnboardTests(World world)
{
    /// <summary>A machine knows the server's URL and nothing else: no home, no session.</summary>
    private const string OnMachine = "env -u HOME -u XDG_STATE_HOME -u PSONO_VAULT_PASSWORD";

    [Fact]
    public async Task A_machine_that_is_approved_runs_its_program()
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $$"""
            set -e -o pipefail; cd {{directory.Path}}
            {{OnMachine}} psonoci onboard --path machine.toml --key 'service key' --polling-interval 1 2>log &
            until grep -q '#/device/' log; do sleep 0.05; done
            psonoci vault approve --yes "$(grep -o 'http.*#/device/.*' log)" 2>approval
            wait $!
            stat -c %a machine.toml
            {{OnMachine}} psonoci -c machine.toml run -- printenv db_host
            """,
            world.Environment);

        Assert.Equal($"600\n{World.Host}\n", result.Succeeds().Output);
        var approval = await File.ReadAllTextAsync(directory.File("approval"));
        Assert.Contains("claims to be   psonoci onboard on ", approval, StringComparison.Ordinal);
        Assert.Contains("THE KEYS OF THE WHOLE ACCOUNT", approval, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_used_once_and_only_with_the_whole_URL()
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            ask() {
              rm -f log # What the time before said must not be taken for what this one says.
              {{OnMachine}} psonoci onboard --stdout --key 'service key' --polling-interval 1 2>log >config &
              until grep -q '#/device/' log; do sleep 0.05; done
              url=$(grep -o 'http.*#/device/.*' log)
            }
            ask; psonoci vault approve --yes "$url"; wait $!; echo "used $?"
            psonoci vault approve --yes "$url"; echo "again $?"
            ask; psonoci vault approve --yes "${url%?}$([ "${url: -1}" = 0 ] && echo 1 || echo 0)"
            wait $!; echo "wrong key $?"; cat log >&2; wc -c <config
            psonoci vault approve --yes "https://elsewhere.example.com/index.html${url#*index.html}"; echo "elsewhere $?"
            """,
            world.Environment);

        Assert.Equal("used 0\nagain 1\nwrong key 1\n0\nelsewhere 1\n", result.Output);
        Assert.Contains(
            "error: no such device code: it was used, or has expired", result.Error, StringComparison.Ordinal);
        Assert.Contains("error: the account's keys do not open with the key in the URL", result.Error, StringComparison.Ordinal);
        Assert.Contains("error: the URL is of the web vault at https://elsewhere.example.com", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_nothing_is_approved_unless_it_is_said_so()
    {
        var result = await Shell.RunAsync(
            """
            psonoci vault approve \
              "https://vault.example.com/index.html#/device/0e1ed23d-cac8-4a04-868b-275bf43b81cd/$(printf '%064d' 0)"; echo $?
            psonoci vault approve --yes https://vault.example.com/; echo $?
            """,
            world.Environment);

        Assert.Equal("1\n2\n", result.Output);
        Assert.StartsWith("psonoci: error: not approved: there is no terminal to ask", result.Error, StringComparison.Ordinal);
        Assert.Contains("error: invalid device URL", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_chosen_by_its_number()
    {
        using var alice = new TemporaryDirectory();
        var environment = await TwoKeysAsync(alice, "numbers");
        var result = await Shell.RunAsync(
            $$"""
            set -e; cd {{alice.Path}}
            {{OnMachine}} psonoci onboard --stdout --plain --format packed --polling-interval 1 2>log >config < <(printf '9\n2\n') &
            until grep -q '#/device/' log; do sleep 0.05; done
            grep -o 'http.*#/device/.*' log | psonoci vault approve --yes -
            wait $!
            PSONO_CI_CONFIG_PACKED=$(cat config) psonoci config show
            cat log >&2
            """,
            environment);

        Assert.Contains($"api_key_id = \"{await IdAsync(environment, "second")}\"", result.Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("   1  first  (read, granted secrets only)\n   2  second  (read, granted secrets only)\n", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("Enter one of the numbers.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_the_arrow_keys_choose()
    {
        using var alice = new TemporaryDirectory();
        var environment = await TwoKeysAsync(alice, "arrows");
        using var machine = Shell.Start(
            $"cd {alice.Path}; TERM=xterm exec script -qefc 'stty rows 24 cols 80; {OnMachine} psonoci onboard --path machine.toml "
            + "--polling-interval 1' /dev/null",
            environment);
        var screen = new StringBuilder();
        var url = Url().Match(await UntilAsync(machine, screen, Url())).Value;

        (await Shell.RunAsync($"psonoci vault approve --yes '{url}'", environment)).Succeeds();
        await UntilAsync(machine, screen, new Regex("(?s)arrow keys.*> first.*second.*\n"));
        await machine.StandardInput.WriteAsync("\e[B");
        await machine.StandardInput.FlushAsync();
        await UntilAsync(machine, screen, new Regex("(?s)> second.*\n"));
        await machine.StandardInput.WriteAsync("\r");
        await machine.StandardInput.FlushAsync();
        await UntilAsync(machine, screen, new Regex("Wrote machine.toml"));

        Assert.Contains(
            await IdAsync(environment, "second"),
            await File.ReadAllTextAsync(alice.File("machine.toml")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_before_the_keys_are_handed_over_and_the_URL_is_not_in_the_process_list()
    {
        using var directory = new TemporaryDirectory();
        using var machine = Shell.Start(
            $"exec {OnMachine} psonoci onboard --stdout --polling-interval 1 2>{directory.File("log")}", world.Environment);
        var url = (await Shell.RunAsync($"until grep -o 'http.*#/device/.*' {directory.File("log")}; do sleep 0.05; done")).Output.Trim();
        await File.WriteAllTextAsync(
            directory.File("approve.sh"),
            $"echo $$ >{directory.File("pid")}; exec psonoci vault approve \"$(cat {directory.File("url")})\"");
        await File.WriteAllTextAsync(directory.File("url"), url);

        using var person = Shell.Start($"exec script -qefc 'bash {directory.File("approve.sh")}' /dev/null", world.Environment);
        var screen = new StringBuilder();
        await UntilAsync(person, screen, new Regex(@"Approve this device\? \[y/N\] "));
        var shown = (await Shell.RunAsync($"tr '\\0' ' ' </proc/$(cat {directory.File("pid")})/cmdline")).Output;
        await person.StandardInput.WriteAsync("n\n");
        await person.StandardInput.FlushAsync();
        await UntilAsync(person, screen, new Regex("not approved: nothing was sent"));
        machine.Kill();

        Assert.Matches(@"vault approve \*+ $", shown);
    }

    private async Task<Dictionary<string, string>> TwoKeysAsync(TemporaryDirectory state, string name)
    {
        var environment = new Dictionary<string, string>(world.Environment) { ["XDG_STATE_HOME"] = state.File("state") };
        (await Shell.RunAsync(
            $"psonoci vault register {name}@example.com && psonoci vault login {name}@example.com && psonoci vault api-key create second "
            + "&& psonoci vault api-key create first",
            environment)).Succeeds();
        return environment;
    }

    private static async Task<string> IdAsync(Dictionary<string, string> environment, string title) =>
        (await Shell.RunAsync($"psonoci vault api-key ls | grep '{title}' | cut -d' ' -f1", environment)).Succeeds().Output.Trim();

    private static async Task<string> UntilAsync(System.Diagnostics.Process process, StringBuilder screen, Regex expected)
    {
        using var timeout = new CancellationTokenSource(Shell.Patience);
        var buffer = new char[4096];
        while (!expected.IsMatch(screen.ToString()))
        {
            var length = await process.StandardOutput.ReadAsync(buffer, timeout.Token);
            Assert.True(length > 0, $"it ended before it showed {expected}:\n{screen}");
            screen.Append(buffer, 0, length);
        }

        return screen.ToString();
    }

    [GeneratedRegex("http[^ ]*#/device/[^ \r\n]{101}")]
    private static partial Regex Url();
}
