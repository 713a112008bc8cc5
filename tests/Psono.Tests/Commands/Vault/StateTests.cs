using Psono.Cli;
using Psono.Cli.Commands.Vault;
using Psono.Cli.Processes;
using Psono.Client.Accounts;

namespace Psono.Tests.Commands.Vault;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StateTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly VaultSession Session = new()
    {
        ServerUrl = "https://example.com/server",
        ServerVerifyKey = "00",
        Username = "alice@example.com",
        DeviceFingerprint = "f",
        Token = "hunter2",
        SessionSecretKey = "hunter3",
        UserSecretKey = "hunter4",
        UserPrivateKey = "hunter5",
    };

    private readonly TemporaryDirectory _home = new();

    [Fact]
    public void The_session_is_kept_where_the_environment_says()
    {
        Assert.Equal("/x/psonoci/f", StateOf(("XDG_STATE_HOME", "/x"), ("HOME", "/h")).PathOf("f"));
        Assert.Equal("/h/.local/state/psonoci/f", StateOf(("HOME", "/h")).PathOf("f"));
        Assert.Equal("/h/.local/state/psonoci/f", StateOf(("XDG_STATE_HOME", "relative"), ("HOME", "/h")).PathOf("f"));
        Assert.Equal("state", Assert.Throws<PsonociException>(() => StateOf()).Code);
    }

    [Fact]
    public void Only_the_owner_may_read_the_session_and_enter_its_directory()
    {
        var file = new SessionFile(State());
        file.Write(Session);

        Assert.Equal(Session, file.Read());
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(file.Path));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file.Path)!));
    }

    [Fact]
    public void A_session_that_others_may_read_is_refused()
    {
        var file = new SessionFile(State());
        file.Write(Session);
        File.SetUnixFileMode(file.Path, OwnerOnly | UnixFileMode.GroupRead);

        Assert.Contains("other users can read", Assert.Throws<PsonociException>(file.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_session_is_no_session()
    {
        var file = new SessionFile(State());
        file.Delete();
        file.Write(Session);
        file.Delete();

        Assert.Null(file.Find());
        Assert.Equal("not-logged-in", Assert.Throws<PsonociException>(file.Read).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"server_url\":\"https://example.com\"}")]
    public void What_is_not_a_session_is_refused(string content)
    {
        var state = State();
        state.Write("vault-session.json", content);

        Assert.Equal("session", Assert.Throws<PsonociException>(new SessionFile(state).Read).Code);
    }

    [Fact]
    public void The_text_of_a_session_shows_no_credential() =>
        Assert.Equal("alice@example.com at https://example.com/server", $"{Session}");

    [Fact]
    public void A_server_is_known_by_its_url()
    {
        var servers = new KnownServers(State());
        Assert.Null(servers.Find(new Uri("https://example.com/server")));
        servers.Remember(new Uri("https://Example.com/server/"), "aa");
        servers.Remember(new Uri("https://example.com/other"), "bb");

        Assert.Equal("aa", servers.Find(new Uri("https://example.com/server")));
        Assert.Equal("bb", servers.Find(new Uri("https://example.com/other")));
        Assert.Null(servers.Find(new Uri("https://example.com:8443/server")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"https://example.com\":1}")]
    [InlineData("nonsense")]
    public void A_damaged_list_of_servers_is_not_taken_for_an_empty_one(string content)
    {
        var state = State();
        state.Write("known-servers.json", content);

        Assert.Equal("state", Assert.Throws<PsonociException>(() => new KnownServers(state).Find(new Uri("https://example.com"))).Code);
    }

    public void Dispose() => _home.Dispose();

    private StateDirectory State() => StateOf(("XDG_STATE_HOME", _home.Path));

    private static StateDirectory StateOf(params (string Name, string Value)[] variables) =>
        StateDirectory.Of(InheritedEnvironment.From(variables));
}
