using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>
/// Scripts in Python with PyNaCl that know the protocol (part 2, section 17) and nothing of this project: what others' scripts rely on.
/// </summary>
public sealed class ApiKeySessionScriptTests(World world)
{
    [Fact]
    public async Task An_unrestricted_key_logs_in_lists_reads_and_creates()
    {
        using var account = await world.RegisterFilledAsync();
        await account.VaultAsync("create --title 'in a folder' --folder 'A/B' a=1");
        var key = await CreateKeyAsync(account, "--unrestricted --write");

        Assert.Equal([account.Username, "unrestricted", "True"], (await RunAsync(key, "log_in.py")).Succeeds().Lines);
        var id = (await RunAsync(key, "create_secret.py 'from Python' token=s3cret 'b=two words'")).Succeeds().Output.Trim();
        Assert.Equal("b='two words'\ntoken=s3cret\n", Sorted((await account.VaultAsync($"show {id} --reveal")).Output));
        var listed = (await RunAsync(key, "list_secrets.py")).Succeeds().Lines;
        Assert.Equal(3, listed.Length);
        Assert.Contains($"{id} environment_variables from Python", listed);
        Assert.Contains(listed, line => line.EndsWith(" A/B/in a folder", StringComparison.Ordinal));
        var content = JsonNode.Parse((await RunAsync(key, $"read_secret.py {id}")).Succeeds().Output)!;
        Assert.Equal("s3cret", (string?)content["environment_variables_variables"]![0]!["value"]);
        Assert.Equal(1, Sessions((await account.VaultAsync("status --json")).Output));
    }

    [Fact]
    public async Task A_key_that_reads_creates_nothing()
    {
        using var account = await world.RegisterFilledAsync();
        var key = await CreateKeyAsync(account, "--unrestricted");
        var refused = await RunAsync(key, "create_secret.py title a=1");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("PUT /secret/: 403", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restricted_key_reads_what_is_granted_and_lists_nothing()
    {
        using var account = await world.RegisterFilledAsync();
        var other = (await account.VaultAsync("create --title other a=1")).Output.Trim();
        var key = await CreateKeyAsync(account, "--write --secret 'production database'");
        var granted = key["secrets"]![0]!["id"]!.GetValue<string>();

        Assert.Equal([account.Username, "restricted", "False"], (await RunAsync(key, "log_in.py")).Succeeds().Lines);
        Assert.Contains(
            World.DatabasePassword, (await RunAsync(key, $"read_secret.py {granted}")).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("NO_PERMISSION_OR_NOT_EXIST", (await RunAsync(key, $"read_secret.py {other}")).Error, StringComparison.Ordinal);
        Assert.Contains("GET /datastore/: 403", (await RunAsync(key, "list_secrets.py")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_deleted_logs_in_no_more()
    {
        using var account = await world.RegisterFilledAsync();
        var key = await CreateKeyAsync(account, "--unrestricted");
        (await RunAsync(key, "log_in.py")).Succeeds();
        await account.VaultAsync($"api-key delete {key["id"]}");
        Assert.Contains("NO_PERMISSION_OR_NOT_EXIST", (await RunAsync(key, "log_in.py")).Error, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> CreateKeyAsync(Account account, string options) =>
        JsonNode.Parse((await account.VaultAsync($"api-key create 'for scripts' {options} --json --reveal")).Output)!;

    /// <summary>With Debian's Python, which has Debian's PyNaCl.</summary>
    private static Task<Result> RunAsync(JsonNode key, string script) => Shell.RunAsync(
        $"/usr/bin/python3 -B {Published.Root}/tests/Psono.EndToEndTests/Scripts/{script}",
        new Dictionary<string, string>
        {
            ["PSONO_SERVER_URL"] = (string)key["server_url"]!,
            ["PSONO_SERVER_VERIFY_KEY"] = (string)key["server_verify_key"]!,
            ["PSONO_API_KEY_ID"] = (string)key["id"]!,
            ["PSONO_API_SECRET_KEY"] = (string)key["api_secret_key_hex"]!,
            ["PSONO_API_PRIVATE_KEY"] = (string)key["api_private_key_hex"]!,
        });

    private static int Sessions(string status) => JsonDocument.Parse(status).RootElement.GetProperty("sessions").GetInt32();

    private static string Sorted(string lines) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));
}
