using System.Globalization;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

public sealed class DurabilityTests
{
    [Fact]
    public async Task What_was_acknowledged_before_the_server_is_killed_is_there_afterwards()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.File("data");
        var environment = new Dictionary<string, string>
        {
            ["XDG_STATE_HOME"] = directory.File("state"),
            ["PSONO_VAULT_PASSWORD"] = World.Password,
            ["CONFIG"] = directory.File("psonoci.toml"),
        };
        var acknowledged = 0;
        string secret;

        await using (var server = await ServerProcess.StartAsync(data))
        {
            var setUp = await Shell.RunAsync(
                $"""
                set -e
                export PSONO_CI_SERVER_URL={server.Url}
                psonoci vault register {World.Username} >/dev/null; psonoci vault login {World.Username} >/dev/null
                psonoci vault create --title counter COUNT=0
                psonoci vault api-key create writer --secret counter --write --save $CONFIG >/dev/null
                """, environment);
            secret = setUp.Succeeds().Output.Trim();
            using var writer = Shell.Start(
                $"for i in $(seq 1000); do psonoci -c $CONFIG env-vars update-or-create {secret} COUNT $i >/dev/null 2>&1 && echo $i "
                + "|| exit; done",
                environment);
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
                if (acknowledged == 20)
                    await server.KillAsync();
            }
        }

        await using var restarted = await ServerProcess.StartAsync(data);
        var read = await Shell.RunAsync(
            $"sed -i 's|^server_url.*|server_url = \"{restarted.Url}\"|' $CONFIG; psonoci -c $CONFIG env-vars get-or-create {secret} COUNT",
            environment);

        // A write whose answer was lost with the server may be there as well.
        Assert.InRange(int.Parse(read.Succeeds().Output, CultureInfo.InvariantCulture), acknowledged, acknowledged + 1);
        Assert.True(acknowledged >= 20);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_directory_is_refused_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));

        var second = await Shell.RunAsync($"psono-server --data-dir {directory.File("data")} --urls http://127.0.0.1:0");

        Assert.NotEqual(0, second.ExitCode);
        Assert.Single(second.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(directory.File("data"), second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_directory_and_the_keys_are_for_the_owner_alone()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));

        var modes = await Shell.RunAsync($"stat -c %a {directory.File("data")}; find {directory.File("data")} -type f -perm /077");

        Assert.Equal("700\n", modes.Succeeds().Output);
    }
}
