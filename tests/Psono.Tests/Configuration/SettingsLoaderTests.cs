using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli;
using Psono.Cli.Commands;
using Psono.Cli.Configuration;
using Psono.Client.ApiKeys.Settings;
using Psono.Tests.Commands;

namespace Psono.Tests.Configuration;

/// <summary>
/// The order in which settings are looked for: packed, file, options and environment, credentials of the service manager.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsLoaderTests : IDisposable
{
    private const string Id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd";
    private const string Packed =
        "5dtuTPxg1kDP3Qoz2HKbMxT4kDqTYxbUo8mxR9yEp7YNSYq6dP8Gv4ysoVAjW8qS2iYwEaRm9NxzpbSXuww"
        + "XL45aHLiWi8TBSee3KnitgJPGyiuGCREGibB2pVCPCVg1zb11TpsbKuzV3aGhqQyE1NJnYwo9qrVjw6P";

    private static readonly string Key = new('a', 64);

    private readonly TemporaryDirectory _directory = new();
    private readonly TestTerminal _terminal = new();

    [Fact]
    public void Options_come_before_the_environment()
    {
        using var loaded = Load(
            ["--server-url", "https://options.example", "--timeout=5"],
            ("PSONO_CI_SERVER_URL", "https://environment.example"),
            ("PSONO_CI_API_KEY_ID", Id),
            ("PSONO_CI_API_SECRET_KEY_HEX", Key),
            ("PSONO_CI_TIMEOUT", "7"),
            ("PSONO_CI_MAX_REDIRECTS", "3"),
            ("PSONO_CI_ADD_DER_ROOT_CERTIFICATE_PATH", "a.der"),
            ("PSONO_CI_ADD_PEM_ROOT_CERTIFICATE_PATH", "a.pem"));
        Assert.Equal("https://options.example", loaded.Settings.ServerUrl);
        Assert.Equal(Key, loaded.Settings.ApiSecretKey.ToHex());
        Assert.Equal(
            new HttpSettings { TimeoutSeconds = 5, MaxRedirects = 3, DerRootCertificatePath = "a.der", PemRootCertificatePath = "a.pem" },
            loaded.Settings.Http);
    }

    [Fact]
    public void A_private_key_in_the_environment_belongs_to_the_key_beside_it()
    {
        var environment = new[]
        {
            ("PSONO_CI_SERVER_URL", "https://environment.example"), ("PSONO_CI_API_KEY_ID", Id), ("PSONO_CI_API_SECRET_KEY_HEX", Key),
            ("PSONO_CI_API_PRIVATE_KEY_HEX", new string('b', 64)),
        };
        using var alone = Load([], environment);
        Assert.Equal(new string('b', 64), alone.Settings.ApiPrivateKey?.ToHex());
        using var withFile = Load(["--config-path", WriteConfiguration()], environment);
        Assert.Null(withFile.Settings.ApiPrivateKey);
    }

    [Fact]
    public void A_packed_configuration_replaces_everything_else()
    {
        var file = WriteConfiguration();
        using var loaded = Load(["--config-packed", Packed, "-c", file, "--api-key-id", Id, "--timeout", "5"], ("PSONO_CI_TIMEOUT", "7"));
        Assert.Equal((Guid.Empty, 60u), (loaded.Settings.ApiKeyId, loaded.Settings.Http.TimeoutSeconds));
        Assert.Equal("--config-packed", loaded.Source);
    }

    [Fact]
    public void A_file_replaces_options_and_environment()
    {
        using var loaded = Load(["--config-path", WriteConfiguration(), "--server-url", "https://options.example", "--timeout", "5"]);
        Assert.Equal(("https://file.example", 60u), (loaded.Settings.ServerUrl, loaded.Settings.Http.TimeoutSeconds));
    }

    [Fact]
    public void Both_may_be_named_by_the_environment_where_empty_means_not_set()
    {
        using var packed = Load([], ("PSONO_CI_CONFIG_PACKED", Packed), ("PSONO_CI_CONFIG_PATH", "/nonexistent"));
        using var file = Load([], ("PSONO_CI_CONFIG_PACKED", ""), ("PSONO_CI_CONFIG_PATH", WriteConfiguration()));
        Assert.Equal((Guid.Empty, "https://file.example"), (packed.Settings.ApiKeyId, file.Settings.ServerUrl));
    }

    [Fact]
    public void Credentials_of_the_service_manager_count_when_nothing_else_is_given()
    {
        WriteConfiguration();
        using var loaded = Load([], ("CREDENTIALS_DIRECTORY", _directory.Path));
        Assert.Equal("https://file.example", loaded.Settings.ServerUrl);
        using var options = Load(
            ["--api-key-id", Id, "--api-secret-key-hex", Key, "--server-url", "https://options.example"],
            ("CREDENTIALS_DIRECTORY", _directory.Path));
        Assert.Equal("https://options.example", options.Settings.ServerUrl);
    }

    [Fact]
    public void Why_credentials_do_not_count_is_told()
    {
        WriteConfiguration();
        var e = Assert.Throws<ApiKeySettingsException>(
            () => Load([], ("CREDENTIALS_DIRECTORY", _directory.Path), ("PSONO_CI_SERVER_URL", "https://environment.example")));
        Assert.Equal("no API key id", e.Message);
        Assert.Contains("$CREDENTIALS_DIRECTORY/psonoci.toml counts only where no server URL is given", e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_may_begin_with_a_byte_order_mark()
    {
        var file = _directory.File("key");
        File.WriteAllText(file, Key + "\r\n", Encoding.UTF8);
        Assert.Equal(0xEF, File.ReadAllBytes(file)[0]);
        using var loaded = Load(["--api-secret-key-file", file, "--api-key-id", Id, "--server-url", "https://options.example"]);
        Assert.Equal(Key, loaded.Settings.ApiSecretKey.ToHex());
    }

    [Fact]
    public void A_configuration_that_others_may_read_is_a_warning()
    {
        var file = WriteConfiguration();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Load(["-c", file]).Dispose();
        Assert.StartsWith("psonoci: warning: other users may read", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_cannot_be_read_says_why()
    {
        var e = Assert.Throws<ApiKeySettingsException>(() => Load(["-c", _directory.Path]));
        Assert.Equal($"the configuration file {_directory.Path} is a directory", e.Message);
    }

    [Fact]
    public void Switching_verification_off_is_a_warning()
    {
        Load(["--api-key-id", Id, "--api-secret-key-hex", Key, "--server-url", "https://a.example", "--danger-disable-tls-verification"])
            .Dispose();
        Assert.Contains("is not verified", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}"), InlineData("{0}\n"), InlineData("  {0}\r\nrest")]
    public void The_key_may_come_from_a_file(string content)
    {
        var file = _directory.File("key");
        File.WriteAllText(file, content.Replace("{0}", Key, StringComparison.Ordinal));
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        using var loaded = Load(["--api-key-id", Id, "--api-secret-key-file", file, "--server-url", "https://a.example"]);
        Assert.Equal(Key, loaded.Settings.ApiSecretKey.ToHex());
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public void The_key_may_come_from_a_descriptor_which_is_closed()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var descriptor = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        var open = new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;
        pipe.Write(Encoding.UTF8.GetBytes(Key + "\n"));
        pipe.ClientSafePipeHandle.SetHandleAsInvalid();
        using var loaded = Load(["--api-key-id", Id, "--api-secret-key-fd", $"{descriptor}", "--server-url", "https://a.example"]);
        Assert.Equal(Key, loaded.Settings.ApiSecretKey.ToHex());

        // Writing into the pipe would not tell: a process that is started meanwhile holds a copy of both ends for a moment.
        Assert.StartsWith("pipe:", open, StringComparison.Ordinal);
        Assert.NotEqual(open, new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget);
    }

    [Theory]
    [InlineData("--api-secret-key-file a --api-secret-key-fd 3")]
    [InlineData("--api-secret-key-file a --api-secret-key-stdin")]
    [InlineData("--api-secret-key-fd 3 --api-secret-key-hex aa")]
    [InlineData("-c a.toml --api-secret-key-file a")]
    [InlineData("--config-packed a --api-secret-key-stdin")]
    public void Two_keys_are_one_too_many(string options)
    {
        var error = Assert.Throws<PsonociException>(
            () => Load(["--api-key-id", Id, "--server-url", "https://a.example", .. options.Split(' ')]));
        Assert.Equal(("usage", ExitCodes.Usage), (error.Code, error.ExitCode));
    }

    [Theory]
    [InlineData("--pem-root-certificate-path ca.pem")]
    [InlineData("--server-url https://b.example")]
    [InlineData("--danger-disable-tls-verification")]
    public void An_option_next_to_a_configuration_that_does_not_count_is_named(string option)
    {
        using var loaded = Load(["-c", WriteConfiguration(), .. option.Split(' ')]);
        Assert.Equal("https://file.example", loaded.Settings.ServerUrl);
        Assert.Equal($"psonoci: warning: {option.Split(' ')[0]} has no effect when a configuration is used\n", _terminal.Error);
    }

    [Theory]
    [InlineData("", "no API key id")]
    [InlineData("--api-key-id 0e1ed23d-cac8-4a04-868b-275bf43b81cd", "no server URL")]
    [InlineData("--api-key-id 0e1ed23d-cac8-4a04-868b-275bf43b81cd --server-url http://a", "no API secret key")]
    [InlineData("--api-key-id x", "the API key id is not a UUID")]
    [InlineData("-c /nonexistent/x.toml", "the configuration file /nonexistent/x.toml does not exist")]
    [InlineData("--timeout 1.5", "the timeout is not a whole number")]
    [InlineData("--config-packed x", "the packed configuration is damaged")]
    public void What_is_missing_or_wrong_is_named(string options, string message)
    {
        var error = Assert.Throws<ApiKeySettingsException>(() => Load(options.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(message.Replace("the timeout", "timeout", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private LoadedSettings Load(string[] args, params (string, string)[] environment)
    {
        var context = new CommandContext(_terminal.Output, TestStart.With(args, environment));
        return context.Settings.Load(new PsonociCommand(context).Parse([.. args, "license"]));
    }

    private string WriteConfiguration()
    {
        var path = _directory.File("psonoci.toml");
        OutputFile.Write(
            path,
            $"version = \"1\"\n[psono_settings]\napi_key_id = \"{Id}\"\napi_secret_key_hex = \"{Key}\"\nserver_url = "
            + "\"https://file.example\"\n",
            overwrite: true);
        return path;
    }
}
