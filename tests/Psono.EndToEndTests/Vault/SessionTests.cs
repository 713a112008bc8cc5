using System.Text.Json;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

public sealed class SessionTests(World world)
{
    [Fact]
    public async Task A_logout_ends_the_session_here_and_on_the_server()
    {
        using var state = await LogInAsync();
        var environment = EnvironmentOf(state.Path);
        (await Shell.RunAsync($"cp {SessionIn(state)} {state.File("stolen")} && psonoci vault status && psonoci vault logout", environment))
            .Succeeds();

        Assert.False(File.Exists(SessionIn(state)));
        var without = await Shell.RunAsync("psonoci vault ls", environment);
        Assert.Equal((1, "psonoci: error: you are not logged in\npsonoci: hint: log in first: psonoci vault login\n"),
            (without.ExitCode, without.Error));
        var stolen = await Shell.RunAsync($"cp {state.File("stolen")} {SessionIn(state)} && psonoci vault ls", environment);
        Assert.Equal((1, "psonoci: error: the session has ended\npsonoci: hint: log in again: psonoci vault login\n"),
            (stolen.ExitCode, stolen.Error));
    }

    [Fact]
    public async Task A_logout_deletes_the_session_also_without_the_server()
    {
        using var state = await LogInAsync();
        var text = await File.ReadAllTextAsync(SessionIn(state));
        await File.WriteAllTextAsync(
            SessionIn(state),
            text.Replace(world.Server.Url, "http://127.0.0.1:1/server", StringComparison.Ordinal));

        var logout = await Shell.RunAsync(
            "psonoci --timeout 1 vault logout", new Dictionary<string, string> { ["XDG_STATE_HOME"] = state.Path });

        Assert.StartsWith("psonoci: warning: logged out here, but not on the server: cannot connect", logout.Succeeds().Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(SessionIn(state)));
    }

    [Fact]
    public async Task The_session_is_for_its_owner_and_does_not_hold_the_password()
    {
        using var state = await LogInAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SessionIn(state)));
        Assert.DoesNotContain(
            World.Password, await File.ReadAllTextAsync(SessionIn(state)), StringComparison.Ordinal);
        var shared = await Shell.RunAsync($"chmod 640 {SessionIn(state)}; psonoci vault ls", EnvironmentOf(state.Path));
        Assert.Contains("other users can read", shared.Error, StringComparison.Ordinal);
        Assert.Equal(1, shared.ExitCode);
    }

    [Fact]
    public async Task A_server_with_another_key_is_refused_until_the_key_is_given()
    {
        using var state = await LogInAsync();
        var key = await world.VerifyKeyAsync();
        var login = $"psonoci vault login {World.Username}";
        var environment = EnvironmentOf(state.Path);
        await Shell.RunAsync($"sed -i s/{key}/{new string('0', 64)}/ {state.Path}/psonoci/known-servers.json");

        var refused = await Shell.RunAsync(login, environment);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith(
            $"psonoci: error: the server's key is {key}, but {new string('0', 64)} is trusted", refused.Error, StringComparison.Ordinal);
        (await Shell.RunAsync($"{login} --verify-key {key} && {login}", environment)).Succeeds();
    }

    [Fact]
    public async Task Another_server_than_the_session_s_is_not_mistaken_for_it()
    {
        using var state = await LogInAsync();
        var other = await Shell.RunAsync("psonoci --server-url http://127.0.0.1:1/server vault ls", EnvironmentOf(state.Path));

        Assert.Equal(1, other.ExitCode);
        Assert.StartsWith("psonoci: error: you are logged in at", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_JSON_for_scripts()
    {
        using var state = new TemporaryDirectory();
        var result = await Shell.RunAsync("psonoci --error-format json vault ls", EnvironmentOf(state.Path));

        var error = JsonDocument.Parse(result.Error).RootElement;
        Assert.Equal(
            ("not-logged-in", "you are not logged in"), (error.GetProperty("error").GetString(), error.GetProperty("message").GetString()));
    }

    private async Task<TemporaryDirectory> LogInAsync()
    {
        var state = new TemporaryDirectory();
        (await Shell.RunAsync($"psonoci vault login {World.Username}", EnvironmentOf(state.Path))).Succeeds();
        return state;
    }

    private static string SessionIn(TemporaryDirectory state) => state.File("psonoci/vault-session.json");

    private Dictionary<string, string> EnvironmentOf(string state) =>
        new(world.Environment) { ["XDG_STATE_HOME"] = state };
}
