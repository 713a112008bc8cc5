using CsCheck;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Configuration;

public sealed class TomlSettingsTests
{
    private const string Minimal = """
        version = "1"
        [psono_settings]
        api_key_id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd"
        api_secret_key_hex = "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b"
        server_url = "https://psono.pw/server"
        """;

    [Fact]
    public void It_is_written_as_the_other_client_writes_it()
    {
        using var settings = TomlSettings.Parse(Minimal, "file");
        Assert.Equal(
            """
            version = "1"

            [psono_settings]
            api_key_id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd"
            api_secret_key_hex = "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b"
            server_url = "https://psono.pw/server"

            [http_options]
            timeout = 60
            max_redirects = 0
            use_native_tls = false
            danger_disable_tls_verification = false

            """,
            TomlSettings.Format(settings));
    }

    [Fact]
    public void What_a_login_with_the_key_needs_is_written_and_read_again()
    {
        var (verifyKey, privateKey) = (new string('a', 64), new string('b', 64));
        var added = $"server_verify_key = \"{verifyKey.ToUpperInvariant()}\"\napi_private_key_hex = \"{privateKey}\"\n";
        using var settings = TomlSettings.Parse($"{Minimal}\n[psono_net]\n{added}", "file");
        using var read = TomlSettings.Parse(TomlSettings.Format(settings), "file");
        Assert.Equal((verifyKey, privateKey), (read.ServerVerifyKey, read.ApiPrivateKey?.ToHex()));
    }

    [Theory]
    [InlineData("server_verify_key", "the server's verify key")]
    [InlineData("api_private_key_hex", "the private key of the API key")]
    public void A_key_that_is_none_is_named_and_not_shown(string member, string named)
    {
        var error = Assert.Throws<ApiKeySettingsException>(
            () => TomlSettings.Parse($"{Minimal}\n[psono_net]\n{member} = \"nonsense\"\n", "file"));
        Assert.Equal($"{named} is not 64 hexadecimal digits", error.Message);
    }

    [Fact]
    public void Whatever_is_written_is_read_again()
    {
        var path = Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 0, 30].Null();
        Gen.Select(Gen.Guid, Gen.Byte.Array[32], Gen.UInt[1, 2_000_000], Gen.UInt[0, 1000], Gen.Bool, path, path)
            .Sample((id, key, timeout, redirects, flag, der, pem) =>
            {
                var http = new HttpSettings
                {
                    TimeoutSeconds = timeout,
                    MaxRedirects = redirects,
                    UseNativeTls = flag,
                    DangerDisableTlsVerification = !flag,
                    DerRootCertificatePath = der,
                    PemRootCertificatePath = pem,
                };
                using var written = new ApiKeySettings
                {
                    ApiKeyId = id,
                    ApiSecretKey = SecretKey.FromBytes(key),
                    ServerUrl = "http://[::1]:80/a%20b",
                    Http = http,
                };
                using var read = TomlSettings.Parse(TomlSettings.Format(written), "file");
                Assert.Equal(http, read.Http);
                Assert.Equal(
                    (id, Convert.ToHexStringLower(key), written.ServerUrl), (read.ApiKeyId, read.ApiSecretKey.ToHex(), read.ServerUrl));
            });
    }

    [Fact]
    public void Other_spellings_of_toml_and_unknown_members_are_read()
    {
        const string Toml = """
            # comment
            "version" = '1'
            other = { a = 1, b = [1, 2, "x"] }
            list = [ { version = "9" } ]
            psono_settings.api_key_id = '0e1ed23d-cac8-4a04-868b-275bf43b81cd'
            psono_settings.server_url = '''https://psono.pw/server'''
            psono_settings.api_secret_key_hex = "ACF25040D90E3C73ABF1C395E7262BC3B5F9B1E35B96C74DCF72FABA4663E98B"
            http_options = { timeout = 0x10, max_redirects = 1_0, unknown = 1979-05-27 }
            """;
        using var settings = TomlSettings.Parse(Toml, "file");
        Assert.Equal(new HttpSettings { TimeoutSeconds = 16, MaxRedirects = 10 }, settings.Http);
        Assert.Equal("https://psono.pw/server", settings.ServerUrl);
    }

    [Theory]
    [InlineData("api_key_id", "api_key_xx", "file lacks psono_settings.api_key_id")]
    [InlineData("server_url", "server_xxx", "file lacks psono_settings.server_url")]
    [InlineData("[psono_settings]", "[other]", "file lacks psono_settings.api_key_id")]
    [InlineData("version = \"1\"", "version = \"2\"", "file has no version = \"1\"")]
    [InlineData("version = \"1\"", "version = 1", "version in file is not a string")]
    [InlineData("0e1ed23d-", "0e1ed23d", "the API key id is not a UUID")]
    [InlineData("acf2", "acg2", "the API secret key is not 64 hexadecimal digits")]
    [InlineData("https://", "ftp://", "is not an http or https URL with a host")]
    [InlineData("https://", "https://user:password@", "has a user name, a query or a fragment")]
    [InlineData("server\"", "server\"\n[http_options]\ntimeout = 0", "the timeout is 0 seconds")]
    [InlineData("server\"", "server\"\n[http_options]\ntimeout = -1", "timeout is not a whole number in range")]
    [InlineData("server\"", "server\"\n[http_options]\ntimeout = \"60\"", "http_options.timeout in file is not a whole number")]
    [InlineData("server\"", "server\"\n[http_options]\nuse_native_tls = 1", "http_options.use_native_tls in file is not true or false")]
    [InlineData("server\"", "server", "file, line 5 is not TOML")]
    [InlineData("[psono_settings]", "[psono_settings", "file, line 2 is not TOML")]
    public void What_is_wrong_is_named_without_the_key(string part, string replacement, string message)
    {
        var error = Assert.Throws<ApiKeySettingsException>(
            () => TomlSettings.Parse(Minimal.Replace(part, replacement, StringComparison.Ordinal), "file"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("d90e3c73", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_other_programs_are_passed_over()
    {
        using var settings = TomlSettings.Parse(
            Minimal + "\n[x.a]\nb = [1, \"2\", { c = 3 }, { c = 4 }]\n[x.c]\nb = 1\n[[y]]\na = 1\n[[y]]\na = 1\n", "file");
        Assert.Equal(60u, settings.Http.TimeoutSeconds);
    }

    [Theory]
    [InlineData("server_url = \"https://other.example\"")]
    [InlineData("[psono_settings]\nserver_url = \"https://other.example\"")]
    public void A_name_given_twice_is_refused(string addition)
    {
        Assert.Throws<ApiKeySettingsException>(() => TomlSettings.Parse(Minimal + "\n" + addition + "\n", "file"));
    }
}
