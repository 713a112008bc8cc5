using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>The contract of run, sections 4 and 5: what the program finds in its environment.</summary>
public sealed class EnvironmentTests(World world)
{
    private static readonly string[] Variables =
        [$"db_host={World.Host}", $"db_password={World.DatabasePassword}", $"db_username={World.DatabaseUser}"];

    [Fact]
    public async Task A_cleared_environment_holds_the_secrets_and_nothing_else()
    {
        var result = await world.PsonociAsync("run -c -- /usr/bin/env");

        Assert.Equal(Variables, result.Succeeds().Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task By_default_the_secrets_are_added_to_the_callers_environment()
    {
        var direct = await Shell.RunAsync("export FOO=bar BYTES=$'\\xff\\xfe'; env");
        var wrapped = await Shell.RunAsync($"export FOO=bar BYTES=$'\\xff\\xfe'; psonoci -c {world.Config} run -- env");

        Assert.Equal(direct.Succeeds().Lines.Where(Stable).Concat(Variables).Order(StringComparer.Ordinal),
            wrapped.Succeeds().Lines.Where(Stable).Order(StringComparer.Ordinal));

        static bool Stable(string line) => !line.StartsWith("_=", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_variables_pass_into_a_cleared_environment()
    {
        var result = await Shell.RunAsync(
            $"export APP_A=1 APP_B=2 OTHER=3; psonoci -c {world.Config} run -c --keep 'APP_*' --keep HOME -- /usr/bin/env");

        Assert.Equal(["APP_A", "APP_B", "HOME", "db_host", "db_password", "db_username"],
            result.Succeeds().Lines.Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Credentials_of_psonoci_do_not_reach_the_program_unless_they_are_kept()
    {
        var environment = await Credentials();

        var stripped = await Shell.RunAsync("psonoci run -- env", environment);
        var kept = await Shell.RunAsync("psonoci run --keep-credentials -- env", environment);

        Assert.Contains(Variables[0], stripped.Succeeds().Lines);
        Assert.DoesNotContain("PSONO_CI_", stripped.Output, StringComparison.Ordinal);
        Assert.Contains("PSONO_CI_API_SECRET_KEY_HEX=", kept.Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_psonoci_waits_for_a_slow_server_no_process_shows_the_credential()
    {
        var environment = await Credentials();
        var key = environment["PSONO_CI_API_SECRET_KEY_HEX"];
        using var directory = new TemporaryDirectory();

        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            {{Shell.SilentServer}}
            export PSONO_CI_SERVER_URL=http://127.0.0.1:$(cat port)/server
            psonoci --timeout 20 run -- true & with_environment=$!
            env -u PSONO_CI_API_SECRET_KEY_HEX psonoci --timeout 20 --api-secret-key-hex {{key}} run -- true & with_argument=$!
            until [ "$(stat -c %s asked 2>/dev/null)" = 2 ]; do sleep 0.02; done
            for pid in $with_environment $with_argument; do
              test -d /proc/$pid || echo "$pid is gone"
              tr '\0' '\n' </proc/$pid/cmdline; tr '\0' '\n' </proc/$pid/environ
              grep -a '^VmRSS' /proc/$pid/status
              stat -c 'owner %u' /proc/$pid/environ
            done
            kill $with_environment $with_argument $listener
            """,
            environment);

        Assert.DoesNotContain("is gone", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Lines.Count(line => line.StartsWith("VmRSS", StringComparison.Ordinal)));
        Assert.Contains("PSONO_CI_SERVER_URL", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key[..16], result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_secrets_with_the_same_variable_the_later_one_wins_and_the_warning_names_both()
    {
        var first = (await world.VaultAsync("create --title 'layer one' --env-file -", "SHARED=one\nA=1\n")).Output.Trim();
        var second = (await world.VaultAsync("create --title 'layer two' --env-file -", "SHARED=two\nB=2\n")).Output.Trim();
        using var directory = new TemporaryDirectory();
        var config = directory.File("layers.toml");
        await world.VaultAsync($"api-key create layers --secret {first} --secret {second} --save {config}");

        var forwards = await Shell.RunAsync($"psonoci -c {config} run -c -f {first} -f {second} -- /usr/bin/env");
        var backwards = await Shell.RunAsync($"psonoci -c {config} run -c -f {second} -f {first} -- /usr/bin/env");
        var byId = await Shell.RunAsync($"psonoci -c {config} run -c -- /usr/bin/env");
        var refused = await Shell.RunAsync($"psonoci -c {config} run -c --duplicates error -- /usr/bin/env");
        var firstWins = await Shell.RunAsync($"psonoci -c {config} run -c --duplicates first -f {first} -f {second} -- /usr/bin/env");

        Assert.Contains("SHARED=two", forwards.Succeeds().Lines);
        Assert.Contains("SHARED=one", backwards.Succeeds().Lines);
        Assert.Contains(string.CompareOrdinal(first, second) < 0 ? "SHARED=two" : "SHARED=one", byId.Succeeds().Lines);
        Assert.Contains("SHARED=one", firstWins.Succeeds().Lines);
        Assert.Equal(125, refused.ExitCode);
        Assert.Equal("", refused.Output);
        foreach (var result in new[] { forwards, refused })
        {
            Assert.Contains("SHARED", result.Error, StringComparison.Ordinal);
            Assert.Contains(first, result.Error, StringComparison.Ordinal);
            Assert.Contains(second, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Explain_shows_names_and_sources_but_no_value_and_starts_nothing()
    {
        var result = await world.PsonociAsync("run --explain --json -- touch /tmp/must-not-exist-psono");

        Assert.Contains("db_password", result.Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(world.SecretId, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(World.DatabasePassword, result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/must-not-exist-psono"));
    }

    private async Task<Dictionary<string, string>> Credentials()
    {
        var config = (await File.ReadAllLinesAsync(world.Config))
            .Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim().Trim('"'));
        return new()
        {
            ["PSONO_CI_API_KEY_ID"] = config["api_key_id"],
            ["PSONO_CI_API_SECRET_KEY_HEX"] = config["api_secret_key_hex"],
            ["PSONO_CI_SERVER_URL"] = config["server_url"],
        };
    }
}
