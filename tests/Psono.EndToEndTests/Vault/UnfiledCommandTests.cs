using System.Text.Json.Nodes;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

public sealed class UnfiledCommandTests(World world)
{
    [Fact]
    public async Task A_secret_that_is_in_no_folder_is_told_of_listed_and_deleted()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title kept a=1");
        Assert.Equal("", (await alice.VaultAsync("ls")).Error);
        var id = await world.LoseSecretAsync(alice, "lost");

        var list = await alice.VaultAsync("ls");
        Assert.DoesNotContain(id, list.Output, StringComparison.Ordinal);
        Assert.Equal("1 secret not in any folder: psonoci vault ls --unfiled\n", list.Error);
        Assert.Matches($"^{id}  created [0-9: -]+ UTC  \n$", (await alice.VaultAsync("ls --unfiled")).Output);
        var entry = Assert.Single(JsonNode.Parse((await alice.VaultAsync("ls --unfiled --json")).Output)!.AsArray())!;
        Assert.Equal((id, "[]"), ((string)entry["id"]!, entry["api_keys"]!.ToJsonString()));

        Assert.Equal(
            $"Deleted {id}, which was not in any folder.\n", (await alice.VaultAsync($"rm --purge {id.ToUpperInvariant()}")).Error);
        Assert.Equal(("", ""), ((await alice.VaultAsync("ls --unfiled")).Output, (await alice.VaultAsync("ls")).Error));
    }

    [Fact]
    public async Task What_is_in_no_folder_is_deleted_for_good_or_not_at_all()
    {
        using var alice = await world.RegisterAsync();
        var id = await world.LoseSecretAsync(alice, "lost");

        var result = await Shell.RunAsync($"psonoci vault rm {id}", alice.Environment);

        Assert.Equal(
            $"""
            psonoci: error: secret {id} is not in any folder and cannot be moved to the trash
            psonoci: hint: delete it permanently: psonoci vault rm --purge

            """, result.Error);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(id, (await alice.VaultAsync("ls --unfiled")).Output, StringComparison.Ordinal);
    }
}
