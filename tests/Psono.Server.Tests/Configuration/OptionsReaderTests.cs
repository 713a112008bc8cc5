using System.Collections;
using Psono.Server.Configuration;

namespace Psono.Server.Tests.Configuration;

public sealed class OptionsReaderTests : IDisposable
{
    private const string NoAddress =
        "--urls: expected an IP address of this machine, localhost, or * for all, as in http://127.0.0.1:10100";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_environment_over_the_file()
    {
        File.WriteAllText(_directory.File("appsettings.json"), """
            // settings of this server
            {"NUM_PROXIES": 1, "EMAIL_PORT": 1025, "DISABLE_LAST_PASSWORDS": "3",
              "ALLOWED_DOMAINS": ["example.com", "example.org"], "DISABLED": true}
            """);
        var options = Read(new() { ["PSONO_NUM_PROXIES"] = "2", ["PSONO_EMAIL_PORT"] = "2025" }, "--num-proxies", "3");

        Assert.Equal((3, 2025, 3, true), (options.NumProxies, options.EmailPort, options.DisableLastPasswords, options.Disabled));
        Assert.Equal(["example.com", "example.org"], options.AllowedDomains);
        Assert.Equal(20, options.ReplayProtectionSeconds);
    }

    [Theory]
    [InlineData("--bla", "unknown option '--bla': psono-server --help lists all")]
    [InlineData("serve", "unknown option 'serve': psono-server --help lists all")]
    [InlineData("user", "'user' is a command: commands come first, as in psono-server user … --option value")]
    [InlineData("--datadir", "unknown option '--datadir'; did you mean '--data-dir'?")]
    [InlineData("--hepl", "unknown option '--hepl'; did you mean '--help'?")]
    [InlineData("--urls", "--urls needs a value, for example --urls http://0.0.0.0:8080")]
    [InlineData("--urls=", "--urls needs a value, for example http://0.0.0.0:8080")]
    [InlineData("--urls=nowhere", "--urls: expected an address such as http://127.0.0.1:10100")]
    [InlineData("--urls=http://127.0.0.1:1;http://locahost:1", NoAddress)]
    [InlineData("--urls=http://vault.example.com:1", NoAddress)]
    [InlineData("--urls=http://999.1.1.1:1", NoAddress)]
    [InlineData("--urls=http://127.0.0.1:1/server", "--urls: expected scheme, address and port alone, as in http://127.0.0.1:10100")]
    [InlineData("--urls=https://127.0.0.1:1", "an https address needs --tls-cert and --tls-key")]
    [InlineData("--tls-cert=a.pem", "--tls-cert and --tls-key belong together")]
    [InlineData("--throttling=yes", "--throttling: expected true or false")]
    [InlineData("--allow-registration=maybe", "--allow-registration: expected first, true or false")]
    [InlineData("--email-port=70000", "--email-port: expected a number from 1 to 65535")]
    [InlineData("--log-level=loud", "--log-level: expected trace, debug, information, warning, error or none")]
    [InlineData("--throttle-rate-login=often", "--throttle-rate-login: a rate looks like 48/day, 600/hour, 61/minute or 10/second")]
    public void What_is_wrong_is_said_in_one_line(string argument, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read([], argument)).Message);

    [Theory]
    [InlineData("/dev/zero"), InlineData("/dev/null")]
    public void A_device_is_no_file_of_settings(string device)
    {
        File.CreateSymbolicLink(_directory.File("appsettings.json"), device);
        Assert.StartsWith("cannot read ", Assert.Throws<UsageException>(() => Read([])).Message, StringComparison.Ordinal);

        File.Delete(_directory.File("appsettings.json"));
        Directory.CreateDirectory(_directory.File("appsettings.json"));
        Assert.StartsWith("cannot read ", Assert.Throws<UsageException>(() => Read([])).Message, StringComparison.Ordinal);

        Directory.Delete(_directory.File("appsettings.json"));
        var environment = new Hashtable { ["PSONO_DATABASE_FILE"] = device };
        Assert.Equal(
            $"PSONO_DATABASE_FILE: {device} is empty, or not a regular file",
            Assert.Throws<UsageException>(() => OptionsReader.Read(["--data-dir", _directory.Path], environment)).Message);
    }

    [Theory]
    [InlineData("""{"NUM_PROXYS": 1}""", "unknown setting 'NUM_PROXYS' in ")]
    [InlineData("[]", "cannot read ")]
    [InlineData("{", "cannot read ")]
    public void A_file_that_is_wrong_is_named(string json, string message)
    {
        File.WriteAllText(_directory.File("appsettings.json"), json);

        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Read([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_variable_is_named_by_its_name() =>
        Assert.Equal(
            "PSONO_DISABLED: expected true or false",
            Assert.Throws<UsageException>(() => Read(new() { ["PSONO_DISABLED"] = "1" })).Message);

    [Fact]
    public void A_secret_may_come_from_a_file()
    {
        var file = _directory.File("connection");
        File.WriteAllText(file, "Host=db\n");

        Assert.Equal("Host=db", Read(new() { ["PSONO_DATABASE_FILE"] = file }).Database);
        Assert.StartsWith(
            "PSONO_DATABASE_FILE: ",
            Assert.Throws<UsageException>(() => Read(new() { ["PSONO_DATABASE_FILE"] = "/nothing" })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--urls", "http://127.0.0.1:10100" }, "http://127.0.0.1:10100/server", "http://127.0.0.1:10100")]
    [InlineData(new[] { "--urls", "http://0.0.0.0:8080;http://[::1]:9" }, "http://localhost:8080/server", "http://localhost:8080")]
    [InlineData(new[] { "--urls", "http://*:8080" }, "http://localhost:8080/server", "http://localhost:8080")]
    [InlineData(
        new[] { "--host-url", "https://vault.example.com/server/" }, "https://vault.example.com/server", "https://vault.example.com")]
    [InlineData(new[] { "--host-url", "https://api.example.com/server", "--web-client-url", "https://vault.example.com/" },
        "https://api.example.com/server", "https://vault.example.com")]
    public void Public_addresses_follow_from_what_is_known(string[] arguments, string host, string client)
    {
        var options = Read([], arguments);

        Assert.Equal((host, client), (options.HostUrl, options.WebClientUrl));
    }

    [Theory]
    [InlineData(new[] { "--urls", "http://127.0.0.1:0" }, "http://127.0.0.1:4711/server", "http://127.0.0.1:4711")]
    [InlineData(new[] { "--urls", "http://127.0.0.1:0", "--host-url", "https://vault.example.com/server" },
        "https://vault.example.com/server", "https://vault.example.com")]
    public void A_port_that_the_system_chose_is_told_where_it_was_left_open(string[] arguments, string host, string client)
    {
        var options = Read([], arguments);
        options.TakePort(4711);

        Assert.Equal((host, client), (options.HostUrl, options.WebClientUrl));
    }

    [Fact]
    public void Headers_may_be_named_as_the_reference_server_names_them() =>
        Assert.Equal("CF-CONNECTING-IP", Read([], "--trusted-ip-header", "HTTP_CF_CONNECTING_IP").TrustedIpHeader);

    [Fact]
    public void Variables_that_are_no_settings_are_found() => Assert.Equal(
        ["PSONO_NUM_PROXYS"],
        OptionsReader.UnknownVariables(new Hashtable
        {
            ["PSONO_NUM_PROXYS"] = "1",
            ["PSONO_NUM_PROXIES"] = "1",
            ["PSONO_DATABASE_FILE"] = "x",
            ["PSONO_CI_API_KEY_ID"] = "x",
            ["PATH"] = "x",
        }));

    [Fact]
    public void The_help_names_every_setting_three_times()
    {
        var help = HelpText.Write();

        Assert.All(Settings.All, setting =>
        {
            Assert.Contains($"{setting.Option} ({setting.Environment})", help, StringComparison.Ordinal);
            Assert.Contains($"example: {setting.Option} {setting.Example}", help, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(setting.Help));
        });
        Assert.Equal(Settings.All.Count, Settings.All.Select(setting => setting.Name).Distinct().Count());
    }

    [Fact]
    public void Every_default_and_example_is_valid()
    {
        var options = new ServerOptions();
        Assert.All(Settings.All, setting =>
        {
            setting.Apply(options, setting.Example);
            if (setting.Default.Length > 0)
                setting.Apply(options, setting.Default);
        });
        Assert.Equal(Enum.GetValues<Psono.Server.RateLimiting.RateScope>().Order(), options.Rates.Keys.Order());
    }

    public void Dispose() => _directory.Dispose();

    private ServerOptions Read(Dictionary<string, string> environment, params string[] arguments) =>
        OptionsReader.Read(["--data-dir", _directory.Path, .. arguments], environment);
}
