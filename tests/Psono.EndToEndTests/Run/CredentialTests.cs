using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>Where the key may come from, and what is to be seen of it: design, section 4.6.</summary>
public sealed class CredentialTests(World world)
{
    [Theory]
    [InlineData("psonoci --api-secret-key-file key run -c -- /usr/bin/env")]
    [InlineData("psonoci --api-secret-key-fd 7 run -c -- /bin/sh -c '[ ! -e /proc/self/fd/7 ] && env' 7<key")]
    [InlineData("(cat key; echo rest) | psonoci --api-secret-key-stdin run -c -- /bin/sh -c 'read line; [ \"$line\" = rest ] && env'")]
    [InlineData("unset PSONO_CI_API_KEY_ID PSONO_CI_SERVER_URL; CREDENTIALS_DIRECTORY=. psonoci run -c -- /usr/bin/env")]
    [InlineData("PSONO_CI_CONFIG_PACKED=$(psonoci -c psonoci.toml config pack) psonoci run -c -- /usr/bin/env")]
    [InlineData("PSONO_CI_API_SECRET_KEY_HEX=$(cat key) psonoci run -c -- /usr/bin/env")]
    [InlineData("psonoci --api-secret-key-hex $(cat key) run -c -- /usr/bin/env")]
    [InlineData("psonoci --api-secret-key-file <(cat key) run -c -- /usr/bin/env")]
    [InlineData("psonoci -c <(cat psonoci.toml) run -c -- /usr/bin/env")]
    [InlineData("psonoci -c /dev/stdin run -c -- /usr/bin/env <psonoci.toml")]
    public async Task Every_source_of_the_key_works_and_none_of_it_is_passed_on(string command)
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync($"{Prepare(directory)}\n{command}");
        var variables = result.Succeeds().Lines
            .Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal)
                && !line.StartsWith("SHLVL=", StringComparison.Ordinal) && !line.StartsWith("OLDPWD=", StringComparison.Ordinal));
        Assert.Equal(
            ["db_host", "db_password", "db_username"],
            variables.Select(line => line.Split('=')[0]).Where(name => name != "line").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PSONO_CI_CONFIG_PACKED=$PACKED psonoci run -- true")]
    [InlineData("psonoci --config-packed $PACKED run -- true")]
    [InlineData("psonoci --config-packed=$PACKED run -- true")]
    [InlineData("psonoci --api-secret-key-hex=$KEY run -- true")]
    [InlineData("PSONO_CI_API_SECRET_KEY_HEX=$KEY psonoci run -- true")]
    [InlineData("psonoci --api-secret-key-fd 7 run -- true 7<key")]
    [InlineData("PSONO_VAULT_PASSWORD=$KEY psonoci vault login alice@example.com")]
    [InlineData("psonoci vault login alice@example.com --otp $KEY")]
    [InlineData("psonoci vault edit title NAME=$KEY")]
    [InlineData("psonoci vault create --title title NAME=$KEY OTHER=$KEY")]
    [InlineData("psonoci -c psonoci.toml secret set title password $KEY")]
    [InlineData("psonoci -c psonoci.toml secret set title password -- $KEY")]
    [InlineData("psonoci -c psonoci.toml env-vars update-or-create title NAME $KEY")]
    [InlineData("psonoci -c psonoci.toml totp validate-token title $KEY")]
    public async Task While_it_waits_neither_arguments_nor_environment_nor_a_core_shows_it(string command)
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $$"""
            {{Prepare(directory)}}
            {{Shell.SilentServer}}
            sed -i "s|{{world.Server.Origin}}|http://127.0.0.1:$(cat port)|" psonoci.toml state/psonoci/*
            export PSONO_CI_SERVER_URL=http://127.0.0.1:$(cat port)/server
            PACKED=$(psonoci -c psonoci.toml config pack); KEY=$(cat key)
            {{command}} & pid=$!
            until [ -s asked ]; do sleep 0.02; done
            echo "pid $(cat /proc/$pid/comm)"
            tr '\0' '\n' </proc/$pid/cmdline >shown; tr '\0' '\n' </proc/$pid/environ >>shown
            grep -c psonoci shown
            grep -F -e "$KEY" -e "${KEY:0:16}" -e "$PACKED" -e "${PACKED:20:24}" shown && echo leaked
            grep 'Max core' /proc/$pid/limits | awk '{ print "core " $5 }'
            kill -ABRT $pid; wait $pid 2>/dev/null; kill $listener
            find . /var/lib/systemd/coredump -newer port -name 'core*' 2>/dev/null
            """);
        Assert.Contains("pid psonoci", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("leaked", result.Output, StringComparison.Ordinal);
        Assert.Equal(["pid psonoci", "core 0"], result.Lines.Where(line => !char.IsAsciiDigit(line[0])));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_a_warning()
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync($"{Prepare(directory)}\nchmod 644 key; psonoci --api-secret-key-file key run -- true");
        Assert.Contains("chmod 600 key", result.Succeeds().Error, StringComparison.Ordinal);
    }

    private string Prepare(TemporaryDirectory directory) => $"""
        cd {directory.Path}; cp {world.Config} psonoci.toml; chmod 600 psonoci.toml
        cp -r {world.Environment["XDG_STATE_HOME"]} state; export XDG_STATE_HOME=$PWD/state
        sed -n 's/^api_secret_key_hex = "\(.*\)"/\1/p' psonoci.toml >key; chmod 600 key
        export PSONO_CI_API_KEY_ID=$(sed -n 's/^api_key_id = "\(.*\)"/\1/p' psonoci.toml) PSONO_CI_SERVER_URL={world.Server.Url}
        """;
}
