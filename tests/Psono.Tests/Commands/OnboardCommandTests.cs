using Psono.Cli;
using Psono.Cli.Terminal;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

public sealed class OnboardCommandTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    private string Target => _directory.File("psonoci.toml");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_chosen_key_is_written_and_the_session_has_ended()
    {
        using var first = SecretKey.Generate();
        using var second = SecretKey.Generate();
        await using var server = Approved(
            new DeviceServer { ApiKeys = [(Guid.NewGuid(), "backup", first), (Guid.NewGuid(), "service key", second)] });

        Assert.Equal((0, ""), (Run(server, "--path", Target, "--key", "service key"), _terminal.Data));

        using var settings = TomlSettings.Parse(await File.ReadAllTextAsync(Target), Target);
        Assert.Equal((server.ApiKeys[1].Id, second.ToHex(), server.Url.ToString()),
            (settings.ApiKeyId, settings.ApiSecretKey.ToHex(), settings.ServerUrl));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Equal("POST authentication/logout/", server.Requests.Last());
        Assert.DoesNotContain(second.ToHex(), _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_printed_in_one_word_on_request()
    {
        using var key = SecretKey.Generate();
        await using var server = Approved(new DeviceServer { ApiKeys = [(Guid.NewGuid(), "service key", key)] });

        Assert.Equal(0, Run(server, "--stdout", "--format", "packed", "--key", $"{server.ApiKeys[0].Id}"));

        using var settings = PackedSettings.Unpack(_terminal.Data);
        Assert.Equal(key.ToHex(), settings.ApiSecretKey.ToHex());
    }

    [Fact]
    public async Task An_account_without_API_keys_gets_a_hint()
    {
        await using var server = Approved(new DeviceServer());
        Assert.Equal(1, Run(server, "--path", Target));
        Assert.Contains(
            "error: the account has no API key\npsonoci: hint: create one in the web vault, or with: psonoci vault api-key create",
            _terminal.Error,
            StringComparison.Ordinal);
        Assert.Equal("POST authentication/logout/", server.Requests.Last());
    }

    [Fact]
    public async Task A_key_that_is_not_there_or_not_unique_writes_nothing()
    {
        using var key = SecretKey.Generate();
        await using var server = Approved(new DeviceServer { ApiKeys = [(Guid.NewGuid(), "twin", key), (Guid.NewGuid(), "twin", key)] });
        Assert.Equal(1, Run(server, "--path", Target, "--key", "twin"));
        Assert.Contains("error: 'twin' is the title of 2 API keys", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(1, Run(server, "--path", Target, "--key", "other"));
        Assert.Contains("error: no active API key 'other'", _terminal.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    /// <summary>Whoever approves must not find out afterwards that it was for nothing.</summary>
    [Fact]
    public async Task A_file_in_the_way_is_found_before_anybody_is_asked()
    {
        await using var server = new DeviceServer();
        await File.WriteAllTextAsync(Target, "mine");

        Assert.Equal(1, Run(server, "--path", Target));
        Assert.Equal(1, Run(server, "--path", _directory.Path));
        Assert.Equal(1, Run(server, "--path", _directory.File("no/such/file")));

        Assert.Empty(server.Requests);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
    }

    [Fact]
    public async Task Keys_from_somebody_else_write_nothing()
    {
        await using var server = new DeviceServer();
        Assert.Equal(1, Run(server, "--path", Target));
        Assert.Contains("error: the account's keys do not open with the key in the URL", _terminal.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task An_approval_that_does_not_come_is_not_waited_for_for_ever()
    {
        await using var server = new DeviceServer { Poll = _ => Reply.Json("""{"non_field_errors":["DEVICE_CODE_NOT_CLAIMED"]}""", 400) };
        Assert.Equal(1, Run(server, "--path", Target, "--polling-timeout", "1", "--polling-interval", "1"));
        Assert.EndsWith(
            "psonoci: error: the device was not approved within 1 seconds\npsonoci: hint: try again; "
            + "use --polling-timeout to allow more time\n",
            _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onboard", "use either --path or --stdout")]
    [InlineData("onboard --path x --stdout", "use either --path or --stdout")]
    [InlineData("onboard --stdout --format yaml", "invalid --format 'yaml'")]
    [InlineData("onboard --stdout --polling-interval 0", "--polling-interval 0: not a number of seconds")]
    [InlineData("onboard --stdout --polling-timeout 1h", "--polling-timeout 1h: not a number of seconds")]
    public void A_mistake_is_named(string line, string message)
    {
        Assert.Equal(ExitCodes.Usage, _terminal.Run(line.Split(' '), ("PSONO_CI_SERVER_URL", "http://127.0.0.1:1")));
        Assert.StartsWith($"psonoci: error: {message}\n", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConsoleKey.DownArrow, 0, 1), InlineData(ConsoleKey.DownArrow, 2, 0), InlineData(ConsoleKey.UpArrow, 0, 2)]
    [InlineData(ConsoleKey.UpArrow, 2, 1)]
    [InlineData(ConsoleKey.Home, 2, 0), InlineData(ConsoleKey.End, 0, 2), InlineData(ConsoleKey.X, 1, 1)]
    public void Arrow_keys_go_round(ConsoleKey key, int from, int to) =>
        Assert.Equal(to, SelectionList.Move(new ConsoleKeyInfo('\0', key, false, false, false), from, 3));

    /// <summary>Approves with the URL that is shown, as its owner would.</summary>
    private DeviceServer Approved(DeviceServer server)
    {
        server.UrlKey = () =>
            SecretKey.FromHex(_terminal.Error.Split('\n').Last(line => line.Contains("#/device/", StringComparison.Ordinal))[^64..]);
        return server;
    }

    private int Run(DeviceServer server, params string[] args) =>
        _terminal.Run(["--server-url", server.Url.ToString(), "onboard", .. args]);
}
