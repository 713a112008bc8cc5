using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>What people do with their vault, one command after the other.</summary>
public sealed class VaultCommandTests(World world)
{
    [Fact]
    public async Task A_secret_is_made_shown_changed_and_shown_again()
    {
        var id = await CreateAsync("--title 'commands: edit' --folder 'Tests/Commands' --note n a=1 b=2 'c=three words'");

        Assert.Equal("a=1\nb=2\nc='three words'\n", await VaultAsync($"show {id} --reveal"));
        Assert.DoesNotContain(
            "three words", await VaultAsync($"show {id}") + await VaultAsync($"show {id} --json"), StringComparison.Ordinal);
        await VaultAsync("edit 'commands: edit' a=one --unset b d=4 --title 'commands: edited'");
        Assert.Equal("a=one\nc='three words'\nd=4\n", await VaultAsync("show 'Tests/Commands/commands: edited' --reveal"));
        Assert.Contains(
            $"{id}  environment_variables  Tests/Commands/commands: edited\n", await VaultAsync("ls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_revealed_can_be_given_to_create_again()
    {
        var id = await CreateAsync("""--title 'commands: original' "a=$(printf 'line 1\nline 2\n')" "b=it's" 'c="$HOME" \n' 'd= ' e=""");
        var copy = (await world.VaultAsync(
            "create --title 'commands: copy' --env-file -", await VaultAsync($"show {id} --reveal"))).Output.Trim();

        Assert.Equal(Fields(await VaultAsync($"show {id} --json --reveal")), Fields(await VaultAsync($"show {copy} --json --reveal")));
    }

    [Fact]
    public async Task A_secret_goes_into_the_trash_out_of_it_and_away()
    {
        var id = await CreateAsync("--title 'commands: trash' a=1");

        await VaultAsync("rm 'commands: trash'");
        Assert.DoesNotContain(id, await VaultAsync("ls"), StringComparison.Ordinal);
        Assert.Contains(id, await VaultAsync("ls --trash"), StringComparison.Ordinal);
        await VaultAsync("restore 'commands: trash'");
        Assert.Contains(id, await VaultAsync("ls"), StringComparison.Ordinal);
        await VaultAsync("rm --purge 'commands: trash'");
        Assert.DoesNotContain(id, await VaultAsync("ls") + await VaultAsync("ls --trash"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_moved_to_another_folder_and_out_of_it()
    {
        var id = await CreateAsync("--title 'commands: move' --folder Tests/Here a=1");

        await VaultAsync("mv 'commands: move' ' Tests / There'");
        Assert.Contains($"{id}  environment_variables  Tests/There/commands: move\n", await VaultAsync("ls"), StringComparison.Ordinal);
        Assert.Contains(
            "is already in Tests/There", (await world.VaultAsync("move 'Tests/There/commands: move' Tests/There")).Error,
            StringComparison.Ordinal);
        await VaultAsync("move 'commands: move' /");
        Assert.Contains($"{id}  environment_variables  commands: move\n", await VaultAsync("ls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_key_gets_and_loses_secrets()
    {
        var first = await CreateAsync("--title 'commands: first' a=1");
        var second = await CreateAsync("--title 'commands: second' b=2");
        using var directory = new TemporaryDirectory();
        var config = directory.File("psonoci.toml");
        var key = (await VaultAsync($"api-key create 'commands: key' --secret 'commands: first' --save {config}")).Trim();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(config));
        Assert.Equal("a=1\n", await EnvironmentAsync(config));
        await VaultAsync($"api-key grant 'commands: key' {second}");
        Assert.Equal("a=1\nb=2\n", await EnvironmentAsync(config));
        await VaultAsync($"api-key revoke {key} {first}");
        Assert.Equal("b=2\n", await EnvironmentAsync(config));

        var copy = directory.File("copy.toml");
        Assert.DoesNotContain(SecretKeyIn(config), await VaultAsync($"api-key show {key} --save {copy}"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(config), File.ReadAllBytes(copy));
        Assert.Contains(SecretKeyIn(config), await VaultAsync($"api-key show {key} --reveal"), StringComparison.Ordinal);
        await VaultAsync("api-key delete 'commands: key'");
        Assert.Equal(125, (await Shell.RunAsync($"psonoci -c {config} run -c -- /usr/bin/env")).ExitCode);
    }

    [Fact]
    public async Task A_key_whose_configuration_cannot_be_written_does_not_stay()
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("api-key create kept");
        var before = (await alice.VaultAsync("api-key ls --json")).Output;
        var result = await Shell.RunAsync("psonoci vault api-key create nowhere --save /nonexistent/psonoci.toml", alice.Environment);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, (await alice.VaultAsync("api-key ls --json")).Output);
    }

    [Fact]
    public async Task A_search_finds_titles_folders_and_names_of_variables()
    {
        await CreateAsync("--title 'commands: search' --folder 'Tests/Found' STRIPE_KEY=hunter2 other=x");
        await CreateAsync("--title 'commands: search' --folder 'Tests/Elsewhere' stripe_secret=hunter2");

        Assert.Equal(
            "Tests/Elsewhere/commands: search  stripe_secret\nTests/Found/commands: search      STRIPE_KEY\n",
            await VaultAsync("find commands: stripe"));
        Assert.Equal("Tests/Found/commands: search  STRIPE_KEY\n", await VaultAsync("find found stripe"));
        var json = JsonNode.Parse(await VaultAsync("find stripe_secret --json"))!.AsArray();
        Assert.Equal(("commands: search", "Tests/Elsewhere", "stripe_secret"),
            ($"{json[0]!["title"]}", $"{json[0]!["folder"]}", $"{json[0]!["names"]![0]}"));
        Assert.Equal("", await VaultAsync("find hunter2"));
    }

    [Fact]
    public async Task A_title_in_several_folders_is_named_with_its_folder()
    {
        foreach (var folder in (string[])["prod", "dev"])
            await CreateAsync($"--title 'commands: api' --folder {folder} STAGE={folder}");
        using var directory = new TemporaryDirectory();
        var config = directory.File("psonoci.toml");

        var ambiguous = await Shell.RunAsync("psonoci vault show 'commands: api'", world.Environment);
        Assert.Contains("dev/commands: api (", ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains("hint: include its folder, as in '", ambiguous.Error, StringComparison.Ordinal);
        await VaultAsync($"api-key create 'commands: stage' --secret 'dev/commands: api' --save {config}");
        Assert.Equal("dev", (await Shell.RunAsync($"psonoci -c {config} get 'commands: api' STAGE")).Succeeds().Output);
        await VaultAsync("api-key grant 'commands: stage' 'prod/commands: api'");
        await VaultAsync("api-key revoke 'commands: stage' 'dev/commands: api'");
        Assert.Equal("prod", (await Shell.RunAsync($"psonoci -c {config} get 'commands: api' STAGE")).Succeeds().Output);
        await VaultAsync("edit 'prod/commands: api' STAGE=changed");
        await VaultAsync("rm 'dev/commands: api'");
        Assert.Equal("STAGE=changed\n", await VaultAsync("show 'commands: api' --reveal"));
    }

    [Fact]
    public async Task Two_API_keys_of_one_title_are_made_on_purpose_only()
    {
        var first = (await VaultAsync("api-key create 'commands: twin'")).Trim();
        var refused = await Shell.RunAsync("psonoci vault api-key create 'commands: twin'", world.Environment);
        Assert.Equal(
            (1, $"psonoci: error: an API key 'commands: twin' already exists: {first}\n"
                + "psonoci: hint: choose another title, or use --allow-same-title\n"),
            (refused.ExitCode, refused.Error));
        await VaultAsync("api-key create 'commands: twin' --allow-same-title");
    }

    [Theory]
    [InlineData("register bob", 2, "incomplete user name 'bob'")]
    [InlineData("find ''", 2, "<word> is empty")]
    [InlineData("show nothing", 1, "there is no secret 'nothing'")]
    [InlineData("create --title x", 2, "no variables")]
    [InlineData("create --title x a=1 a=2", 2, "a is given twice")]
    [InlineData("create --title x --env-file /nonexistent", 1, "/nonexistent does not exist")]
    [InlineData("create a=hunter2", 2, "--title is missing")]
    [InlineData("edit nothing a=hunter2", 1, "there is no secret 'nothing'")]
    [InlineData("login a@example.com --password-stdin --password-file x", 2, "--password-stdin and --password-file cannot be combined")]
    [InlineData("login a@example.com --verify-key 00", 2, "--verify-key must be 64 hexadecimal digits")]
    [InlineData("register weak@example.com --password-file <(echo hunter2)", 1, "password too short: 7 characters")]
    [InlineData("api-key show nothing", 1, "there is no API key 'nothing'")]
    [InlineData("nonsense", 2, "unknown command 'nonsense'")]
    public async Task What_is_wrong_is_said_in_one_line(string arguments, int code, string problem)
    {
        var result = await Shell.RunAsync("psonoci vault " + arguments, world.Environment);

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains($"psonoci: error: {problem}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(string arguments) => (await VaultAsync("create " + arguments)).Trim();

    private async Task<string> VaultAsync(string arguments) => (await world.VaultAsync(arguments)).Output;

    private static async Task<string> EnvironmentAsync(string config) =>
        (await Shell.RunAsync($"psonoci -c {config} run -c -- /usr/bin/env | sort")).Succeeds().Output;

    private static string SecretKeyIn(string config) =>
        File.ReadAllLines(config).Single(line => line.StartsWith("api_secret_key_hex", StringComparison.Ordinal)).Split('"')[1];

    private static string Fields(string json) => JsonDocument.Parse(json).RootElement.GetProperty("fields").GetRawText();
}
