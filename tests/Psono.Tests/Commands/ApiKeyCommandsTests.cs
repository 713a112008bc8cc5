using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

/// <summary>The commands that use an API key, from the command line to the server and back.</summary>
public sealed class ApiKeyCommandsTests
{
    private static readonly string Id = $"{ApiKeyServer.IdOf(0)}";

    private readonly TestTerminal _terminal = new();

    [Fact]
    public async Task A_value_is_printed_as_it_is()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"T","note_notes":"two\nlines"}""");
        Assert.Equal(ExitCodes.Success, Run(server, "secret", "get", Id, "notes"));
        Assert.Equal(("two\nlines", ""), (_terminal.Data, _terminal.Error));
    }

    [Fact]
    public async Task A_value_that_is_not_there_is_an_error()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"T"}""");
        Assert.Equal(ExitCodes.Error, Run(server, "secret", "get", Id, "password"));
        Assert.Equal(("", $"psonoci: error: secret {Id} has no password: its type is note\n"), (_terminal.Data, _terminal.Error));
    }

    [Fact]
    public async Task A_value_is_set_and_everything_else_stays()
    {
        const string Before = """{"website_password_title":"T","website_password_password":"old","website_password_totp_period":30"""
            + ""","custom_fields":[{"name":"a"}],"tags":null}""";
        await using var server = new ApiKeyServer(bulk: true, Before);
        Assert.Equal(ExitCodes.Success, Run(server, "secret", "set", Id, "password", "-new- ä"));
        Assert.Equal(Before.Replace("old", "-new- ä", StringComparison.Ordinal), server.Secrets[0].Content);
    }

    [Fact]
    public async Task All_secrets_are_printed_with_upstream_s_names_too()
    {
        await using var server = new ApiKeyServer(
            bulk: true, """{"ssh_own_key_title":"T","ssh_own_key_public":"pub","ssh_own_key_private":"priv"}""");
        Assert.Equal(ExitCodes.Success, Run(server, "api-key", "secrets"));
        var secret = JsonNode.Parse(_terminal.Data)![Id]!;

        Assert.Equal("ssh_key SSHKey", $"{secret["type"]} {secret["secret_type"]}");
        Assert.Equal("""{"private":"priv","public":"pub","key_private":"priv","key_public":"pub"}""", secret["ssh_key"]!.ToJsonString());
    }

    [Fact]
    public async Task Times_are_printed_as_upstream_prints_them()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"T"}""");
        Assert.Equal(ExitCodes.Success, Run(server, "api-key", "info"));
        Assert.Matches("\"write_date\": \"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{3}|\\.[0-9]{6})?Z\"", _terminal.Data);
    }

    [Theory]
    [InlineData("json", ExitCodes.Usage), InlineData("secret-type", ExitCodes.Usage), InlineData("env-vars", ExitCodes.Usage)]
    [InlineData("url", ExitCodes.Error)]
    public async Task What_cannot_be_set_is_refused(string value, int exitCode)
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"T"}""");
        Assert.Equal(exitCode, Run(server, "secret", "set", Id, value, "x"));
        Assert.Equal(0, server.Secrets[0].Version);
    }

    [Fact]
    public async Task A_variable_is_read_or_made_once()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1"), ("A", "2")));
        Run(server, "env-vars", "get-or-create", Id, "A");
        Assert.Equal(("1", 0), (_terminal.Data, server.Secrets[0].Version));

        var made = new TestTerminal();
        Assert.Equal(0, made.Run(Args(server, "env-vars", "get-or-create", Id, "B", "-n", "5", "-a", "👩‍👩‍👧é")));
        Assert.Equal(5, new System.Globalization.StringInfo(made.Data).LengthInTextElements);
        Assert.Matches("^(👩‍👩‍👧|é)+$", made.Data);
        var again = new TestTerminal();
        again.Run(Args(server, "env-vars", "get-or-create", Id, "B"));
        Assert.Equal((made.Data, 1), (again.Data, server.Secrets[0].Version));
    }

    [Fact]
    public async Task A_random_value_is_21_letters_and_digits()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables());
        Run(server, "env-vars", "update-or-create", Id, "A");
        Assert.Matches("^[a-zA-Z0-9]{21}$", _terminal.Data);
        Assert.Contains(_terminal.Data, server.Secrets[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_is_written_only_if_it_changes()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1"), ("A", "2")));
        Run(server, "env-vars", "update-or-create", Id, "A", "1");
        Assert.Equal(("1", 0), (_terminal.Data, server.Secrets[0].Version));
        Run(server, "env-vars", "update-or-create", Id, "A", "3");
        Assert.Equal(ApiKeyServer.Variables(("A", "3"), ("A", "2")), server.Secrets[0].Content);
    }

    [Theory]
    [InlineData("-n", "0"), InlineData("-n", "x"), InlineData("-a", "")]
    public async Task A_value_that_cannot_be_made_is_a_usage_error(string option, string value)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables());
        Assert.Equal(ExitCodes.Usage, Run(server, "env-vars", "get-or-create", Id, "A", option, value));
    }

    [Fact]
    public async Task A_secret_of_another_type_has_no_variables()
    {
        await using var server = new ApiKeyServer(bulk: true, """{"note_title":"T"}""");
        Assert.Equal(ExitCodes.Error, Run(server, "env-vars", "get-or-create", Id, "A"));
        Assert.Equal("""{"note_title":"T"}""", server.Secrets[0].Content);
    }

    [Fact]
    public async Task The_key_and_its_secrets_are_shown_as_json()
    {
        await using var server = new ApiKeyServer(bulk: false, """{"note_title":"a"}""", ApiKeyServer.Variables(("A", "1")));
        Run(server, "api-key", "info");
        var info = JsonNode.Parse(_terminal.Data)!.AsObject();
        Assert.Equal(
            ["allow_insecure_access", "restrict_to_secrets", "read", "write", "num_api_key_secrets", "api_key_secrets",
                "api_key_secrets_meta_data"],
            info.Select(member => member.Key));
        Assert.Equal(2, info["num_api_key_secrets"]!.GetValue<int>());
        Assert.Equal("2026-01-01T00:00:00Z", info["api_key_secrets_meta_data"]![Id]!["write_date"]!.GetValue<string>());

        var secrets = new TestTerminal();
        secrets.Run(Args(server, "api-key", "secrets"));
        Assert.Equal("note", JsonNode.Parse(secrets.Data)![Id]!["type"]!.GetValue<string>());
        Assert.Contains("\n  \"", secrets.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_explains_what_it_would_do()
    {
        await using var server = new ApiKeyServer(
            bulk: true, ApiKeyServer.Variables(("A", "hunter2")), ApiKeyServer.Variables(("A", "hunter3")));
        Assert.Equal(0, Run(server, "run", "--explain", "--json"));
        Assert.Equal("A", JsonNode.Parse(_terminal.Data)!["variables"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(
            $"psonoci: warning: using A from secret {ApiKeyServer.IdOf(1)} (title), not from secret {Id} (title)\n",
            _terminal.Error);
    }

    [Theory]
    [InlineData("--duplicates", "error")]
    [InlineData("--require", "A,MISSING")]
    [InlineData("--only", "MISSING")]
    [InlineData("-f", "00000000-0000-4000-9000-0000000000ff")]
    public async Task Nothing_is_started_if_something_is_missing(string option, string value)
    {
        await using var server = new ApiKeyServer(
            bulk: true, ApiKeyServer.Variables(("A", "hunter2")), ApiKeyServer.Variables(("A", "hunter3")));
        Assert.Equal(ExitCodes.NotStarted, Run(server, "run", option, value, "--", "/nonexistent"));
        Assert.DoesNotContain("hunter", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_started_if_one_secret_was_changed_on_its_way()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1")), """{"note_title":"not even needed"}""");
        server.Secrets[1].Tamper();
        Assert.Equal(ExitCodes.NotStarted, Run(server, "--error-format", "json", "run", "--", "/nonexistent"));
        Assert.Equal("not-authentic", JsonNode.Parse(_terminal.Error)!["error"]!.GetValue<string>());
    }

    private int Run(ApiKeyServer server, params string[] args) => _terminal.Run(Args(server, args));

    private static string[] Args(ApiKeyServer server, params string[] args) =>
    [
        "--api-key-id", $"{ApiKeyServer.ApiKeyId}", "--api-secret-key-hex", ApiKeyServer.SecretKeyHex, "--server-url",
        $"{server.Http.Url}", .. args,
    ];
}
