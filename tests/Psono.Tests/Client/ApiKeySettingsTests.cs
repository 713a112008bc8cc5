using Psono.Client.ApiKeys.Settings;

namespace Psono.Tests.Client;

/// <summary>What programs find without a command line: the same places as psonoci's, in the same order.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ApiKeySettingsTests : IDisposable
{
    private const string Id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd";
    private const string Packed =
        "5dtuTPxg1kDP3Qoz2HKbMxT4kDqTYxbUo8mxR9yEp7YNSYq6dP8Gv4ysoVAjW8qS2iYwEaRm9NxzpbSXuww"
        + "XL45aHLiWi8TBSee3KnitgJPGyiuGCREGibB2pVCPCVg1zb11TpsbKuzV3aGhqQyE1NJnYwo9qrVjw6P";

    private static readonly string Key = new('a', 64);
    private static readonly (string, string)[] OneByOne =
    [
        ("PSONO_CI_SERVER_URL", "https://environment.example"), ("PSONO_CI_API_KEY_ID", Id), ("PSONO_CI_API_SECRET_KEY_HEX", Key),
        ("PSONO_CI_TIMEOUT", "7"), ("PSONO_CI_REQUIRE_BOUND", "true"),
    ];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_first_place_that_is_given_counts_and_it_counts_alone()
    {
        var file = WriteConfiguration();
        (string, string)[] credentials = [("CREDENTIALS_DIRECTORY", _directory.Path)];
        (string, string)[] path = [("PSONO_CI_CONFIG_PATH", file), .. OneByOne];
        (string, string)[] packed = [("PSONO_CI_CONFIG_PACKED", Packed), .. path];

        Assert.Equal("https://psono.pw/server", UrlOf(packed));
        Assert.Equal("https://file.example", UrlOf(path));
        Assert.Equal("https://environment.example", UrlOf([.. OneByOne, .. credentials]));
        Assert.Equal("https://file.example", UrlOf(credentials));
        Assert.Equal("https://file.example", UrlOf([("PSONO_CI_CONFIG_PACKED", ""), .. path]));
    }

    [Fact]
    public void Values_one_by_one_bring_how_to_talk_to_the_server()
    {
        using var settings = ApiKeySettings.Find(Environment(OneByOne));
        Assert.Equal((new Guid(Id), Key, true), (settings.ApiKeyId, settings.ApiSecretKey.ToHex(), settings.RequireBoundGrants));
        Assert.Equal(new HttpSettings { TimeoutSeconds = 7 }, settings.Http);
    }

    [Fact]
    public void Where_nothing_is_found_every_place_is_named()
    {
        var error = Assert.Throws<ApiKeySettingsException>(() => ApiKeySettings.Find(Environment([])));
        foreach (var place in new[] { "PACKED", "CONFIG_PATH", "API_KEY_ID", "CREDENTIALS_DIRECTORY" })
            Assert.Contains(place, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_program_gives_counts_and_the_environment_fills_it_up()
    {
        using var settings = ApiKeySettings.Of(
            Environment([("PSONO_CI_CONFIG_PACKED", Packed), .. OneByOne]), "https://program.example", null, null, null);
        Assert.Equal(("https://program.example", new Guid(Id)), (settings.ServerUrl, settings.ApiKeyId));

        var error = Assert.Throws<ApiKeySettingsException>(
            () => ApiKeySettings.Of(Environment([("PSONO_CI_CONFIG_PACKED", Packed)]), "https://program.example", null, null, null));
        Assert.Equal("no API key id", error.Message);
    }

    [Fact]
    public void The_secret_key_may_have_a_file_of_its_own()
    {
        var file = _directory.File("key");
        File.WriteAllText(file, Key + "\n");
        using var settings = ApiKeySettings.Of(Environment([]), "https://program.example", new Guid(Id), null, file);
        Assert.Equal(Key, settings.ApiSecretKey.ToHex());
        Assert.Throws<ApiKeySettingsException>(() => ApiKeySettings.Of(Environment([]), "https://a.example", new Guid(Id), Key, file));
    }

    [Fact]
    public void What_cannot_be_trusted_or_would_be_waited_for_is_refused_as_psonoci_refuses_it()
    {
        var file = WriteConfiguration();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.StartsWith("every user may change", Fail(file).Message, StringComparison.Ordinal);

        var pipe = _directory.File("pipe");
        Commands.Tool.Run("mkfifo", [pipe]).Succeeds();
        Assert.Contains("is empty, or not a file", Fail(pipe).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Fail(_directory.File("absent")).Message, StringComparison.Ordinal);

        static ApiKeySettingsException Fail(string path) => Assert.Throws<ApiKeySettingsException>(() => ApiKeySettings.ReadFile(path));
    }

    private static string UrlOf((string, string)[] environment)
    {
        using var settings = ApiKeySettings.Find(Environment(environment));
        return settings.ServerUrl;
    }

    private static Func<string, string?> Environment((string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;

    private string WriteConfiguration()
    {
        var path = _directory.File("psonoci.toml");
        File.WriteAllText(
            path,
            $"version = \"1\"\n[psono_settings]\napi_key_id = \"{Id}\"\napi_secret_key_hex = \"{Key}\"\nserver_url = "
            + "\"https://file.example\"\n");
        return path;
    }
}
