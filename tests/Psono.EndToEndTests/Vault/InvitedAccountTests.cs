using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>The second person, on the command line alone.</summary>
public sealed class InvitedAccountTests
{
    [Fact]
    public async Task Whoever_is_invited_registers_with_the_link_on_a_closed_server()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.File("data");
        await using var server = await ServerProcess.StartAsync(data, "http", "--allow-registration", "false");
        var environment = new Dictionary<string, string>
        {
            ["PSONO_CI_SERVER_URL"] = server.Url,
            ["XDG_STATE_HOME"] = directory.File("state"),
            ["PSONO_VAULT_PASSWORD"] = World.Password,
        };
        var closed = await RunAsync("vault register bob@example.com");
        Assert.Contains("ask your administrator for an invitation", closed.Error, StringComparison.Ordinal);

        var invited = await Shell.RunAsync($"'{Published.Server}' user invite bob@example.com --data-dir '{data}'");
        var link = invited.Succeeds().Output;
        var registered = (await RunAsync($"vault register --invitation '{link.Trim()}'")).Succeeds();
        Assert.Contains("Registered bob@example.com", registered.Error, StringComparison.Ordinal);
        (await RunAsync("vault login bob@example.com")).Succeeds();
        (await RunAsync("vault ls")).Succeeds();

        var again = await RunAsync($"vault register carol@example.com --invitation '{link.Trim()}'");
        Assert.Contains("the invitation is not valid", again.Error, StringComparison.Ordinal);
        var none = await RunAsync("vault register --invitation https://example.com");
        Assert.Contains("there is no invitation in it", none.Error, StringComparison.Ordinal);

        Task<Result> RunAsync(string arguments) => Shell.RunAsync("psonoci " + arguments, environment);
    }
}
