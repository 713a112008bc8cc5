using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

public sealed class ConcurrentWritersTests(World world)
{
    [Fact]
    public async Task Two_pipelines_that_write_one_secret_lose_no_update()
    {
        var (id, config) = await world.CreateAsync("contended", "START=0\n", "--write");

        var result = await Shell.RunAsync(
            $$"""
            write() { for i in $(seq 25); do psonoci -c {{config}} env-vars update-or-create {{id}} $1_$i $i >/dev/null || exit 1; done; }
            write LEFT & left=$!
            write RIGHT & right=$!
            wait $left && wait $right && psonoci -c {{config}} run -c -- /usr/bin/env | grep -cE '^(LEFT|RIGHT)_'
            """);

        Assert.Equal("50\n", result.Succeeds().Output);
    }

    [Fact]
    public async Task Every_version_that_was_replaced_can_be_restored()
    {
        var (id, config) = await world.CreateAsync("versions", "VALUE=first\n", "--write");
        (await Shell.RunAsync($"psonoci -c {config} env-vars update-or-create {id} VALUE second")).Succeeds();

        var history = await world.VaultAsync($"history {id} --json");
        var version = System.Text.Json.JsonDocument.Parse(history.Output).RootElement[0].GetProperty("id").GetString();
        await world.VaultAsync($"restore {id} {version}");

        Assert.Equal("first", (await Shell.RunAsync($"psonoci -c {config} env-vars get-or-create {id} VALUE")).Succeeds().Output);
    }
}
