using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>What psonoci asks for at a terminal is not shown there, nor kept.</summary>
public sealed class PromptTests(World world)
{
    private const string Password = "Unseen-By-Anyone-1";

    [Fact]
    public async Task Passwords_and_values_are_typed_without_being_shown()
    {
        using var state = new TemporaryDirectory();
        var environment = EnvironmentOf(state);

        var typed = await Terminal.RunAsync(
            """
            set -e
            psonoci vault register prompted@example.com
            psonoci vault login
            psonoci vault create db_host=h db_password
            stty -a | grep -o " echo "
            """,
            environment,
            ("Trust it from now on?", "y"),
            ("New password", Password),
            ("Confirm password", Password),
            ("User name", "prompted@example.com"),
            ("Password for prompted@example.com", Password),
            ("Title", "typed"),
            ("Value of db_password", "hunter2"));

        Assert.Equal("", typed.Error);
        Assert.Contains(" echo \n", typed.Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, typed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", typed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, (await Shell.RunAsync($"cat {state.Path}/psonoci/*")).Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal(
            "db_host=h\ndb_password=hunter2\n", (await Shell.RunAsync("psonoci vault show typed --reveal", environment)).Succeeds().Output);
    }

    [Fact]
    public async Task Whoever_mistypes_a_new_password_is_asked_again_and_knows_the_rule()
    {
        using var state = new TemporaryDirectory();
        var typed = await Terminal.RunAsync(
            """
            psonoci vault register mistyped@example.com && psonoci vault login mistyped@example.com
            """,
            EnvironmentOf(state),
            ("Trust", "y"),
            ("At least 14 characters, including 2 of: lower-case letters, upper-case letters, digits, symbols.", "short"),
            ("password too short: 5 characters, at least 14 are required, try again", Password),
            ("Confirm password", Password + "x"),
            ("the passwords do not match, try again", Password),
            ("Confirm password", Password),
            ("Password for mistyped@example.com", Password + "x"),
            ("incorrect user name or password, try again", Password));

        Assert.Equal("", typed.Error);
        Assert.Contains("Logged in as mistyped@example.com", typed.Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_passwords_that_differ_there_is_no_account()
    {
        using var state = new TemporaryDirectory();
        var typed = await Terminal.RunAsync(
            "psonoci vault register twice@example.com", EnvironmentOf(state), ("Trust", "y"), ("New password", Password),
            ("Confirm password", Password + "x"),
            ("New password", Password), ("Confirm password", Password + "x"), ("New password", Password),
            ("Confirm password", Password + "x"));

        Assert.Equal("", typed.Error);
        Assert.Contains("error: the passwords do not match", typed.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, typed.ExitCode);
    }

    [Fact]
    public async Task Variables_that_are_not_given_are_asked_for_one_by_one()
    {
        var typed = await Terminal.RunAsync(
            "psonoci vault create", world.Environment,
            ("Title", "asked for"), ("Name of a variable", "db_host"), ("Value of db_host", "h"), ("Next name", "a=b"),
            ("A name cannot contain", "db_host"), ("db_host already exists", "db_password"), ("Value of db_password", "hunter2"),
            ("Next name", ""));

        Assert.Equal("", typed.Error);
        Assert.DoesNotContain("hunter2", typed.Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal("db_host=h\ndb_password=hunter2\n", (await world.VaultAsync("show 'asked for' --reveal")).Output);
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_gets_nothing()
    {
        using var state = new TemporaryDirectory();
        var typed = await Terminal.RunAsync("psonoci vault login alice@example.com", EnvironmentOf(state), ("Trust", "n"));

        Assert.Contains("is not trusted", typed.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(state.File("psonoci")));
    }

    [Fact]
    public async Task The_terminal_shows_again_what_is_typed_after_an_interrupted_question()
    {
        using var state = new TemporaryDirectory();
        var typed = await Terminal.RunAsync(
            """
            trap : INT
            psonoci vault login alice@example.com --verify-key $KEY
            stty -a | grep -o " echo "
            """,
            EnvironmentOf(state, ("KEY", await world.VerifyKeyAsync())),
            ("Password for alice@example.com", "half a pass\u0003"));

        Assert.Contains(" echo \n", typed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("half", typed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_a_value_is_the_next_line_of_input()
    {
        var id = (await world.VaultAsync("create --title 'two lines' first second third=3", "1\n2 \n")).Output.Trim();

        Assert.Equal("first=1\nsecond='2 '\nthird=3\n", (await world.VaultAsync($"show {id} --reveal")).Output);
        var missing = await Shell.RunAsync("psonoci vault create --title x first", world.Environment);
        Assert.Equal(1, missing.ExitCode);
        Assert.StartsWith("psonoci: error: a variable has no value", missing.Error, StringComparison.Ordinal);
    }

    private Dictionary<string, string> EnvironmentOf(TemporaryDirectory state, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = state.Path, ["PSONO_CI_SERVER_URL"] = world.Server.Url };
        foreach (var (name, value) in more)
            environment[name] = value;
        return environment;
    }
}
