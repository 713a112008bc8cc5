using System.Text.Json.Nodes;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

public sealed class TreeHistoryCommandTests(World world)
{
    [Fact]
    public async Task An_overwritten_tree_is_looked_at_and_restored()
    {
        using var alice = await world.RegisterAsync();
        var database = (await alice.VaultAsync("create --title database --folder Production a=1")).Output.Trim();
        await alice.VaultAsync("create --title trash a=1");
        using (var vault = await alice.OpenVaultAsync())
            await vault.Datastore.UpdateAsync(tree => tree.Items.Single(item => item.Name == "database").Remove());
        await alice.VaultAsync("rm trash");

        var versions = JsonNode.Parse((await alice.VaultAsync("history --tree --json")).Output)!.AsArray();
        var id = (string)versions[1]!["id"]!;
        Assert.Equal(3, versions.Count);
        Assert.Matches(
            $@"^{id}  from [0-9: -]+ UTC  until [0-9: -]+ UTC$", (await alice.VaultAsync("history --tree")).Lines[1]);
        Assert.Equal(
            "is restored  Production/database\nchanges      trash (in the trash) -> trash\n",
            (await alice.VaultAsync($"history --tree {id}")).Output);
        var returns = JsonNode.Parse((await alice.VaultAsync($"history --tree {id} --json")).Output)![0]!;
        Assert.Equal(("returns", database, "Production"), ((string)returns["change"]!, (string)returns["id"]!,
            (string)returns["then"]!["folder"]!));

        await alice.VaultAsync($"restore --tree {id}");

        Assert.Equal("a=1\n", (await alice.VaultAsync("show Production/database --reveal")).Output);
        Assert.Equal(2, (await alice.VaultAsync("ls")).Lines.Length);
        Assert.Equal(4, (await alice.VaultAsync("history --tree")).Lines.Length);
        Assert.Equal(2, (await Shell.RunAsync("psonoci vault history --tree database", alice.Environment)).ExitCode);
        Assert.Equal(2, (await Shell.RunAsync("psonoci vault history", alice.Environment)).ExitCode);
    }

    [Fact]
    public async Task A_secret_in_no_folder_goes_back_with_its_key()
    {
        using var alice = await world.RegisterAsync();
        var id = await world.LoseSecretAsync(alice, "lost");

        Assert.Equal("Restored 'lost'.\n", (await alice.VaultAsync($"restore {id}")).Error);

        Assert.Equal("a=1\n", (await alice.VaultAsync("show lost --reveal")).Output);
        Assert.Equal("", (await alice.VaultAsync("ls")).Error);
    }

    [Fact]
    public async Task An_older_tree_is_refused_until_its_owner_says_so()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title first a=1");
        var goBack = await world.RememberTreeAsync(alice);
        await alice.VaultAsync("create --title second a=1");
        await goBack();

        foreach (var command in new[] { "ls", "create --title third a=1", "show first" })
        {
            var refused = await Shell.RunAsync($"psonoci --error-format json vault {command}", alice.Environment);
            Assert.Equal((1, "", "rollback"), (refused.ExitCode, refused.Output, (string)JsonNode.Parse(refused.Error)!["error"]!));
            Assert.Contains("vault login --accept-older", refused.Error, StringComparison.Ordinal);
        }

        (await Shell.RunAsync($"psonoci vault login {alice.Username} --accept-older", alice.Environment)).Succeeds();
        Assert.Equal("first", (await alice.VaultAsync("ls")).Output.Trim().Split(' ')[^1]);
        await alice.VaultAsync("create --title third a=1");
        Assert.Equal(2, (await alice.VaultAsync("ls")).Lines.Length);
    }
}
