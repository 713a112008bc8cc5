using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>What a device believes of a server, and of whoever claims to approve it.</summary>
public sealed class DeviceLoginTests
{
    private const string Logout = "POST authentication/logout/";

    private static readonly HttpOptions Options = new() { MaxAnswerBytes = 100_000, MaxRetries = 0, Timeout = TimeSpan.FromSeconds(20) };

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task An_honest_answer_gives_the_keys_of_the_account()
    {
        await using var server = new DeviceServer();
        var session = await LogInAsync(server);

        Assert.Equal((server.UserSecretKey.ToHex(), server.UserPrivateKey.ToHex()), (session.UserSecretKey, session.UserPrivateKey));
        Assert.Equal((DeviceServer.Token, "", "2027-11-23T19:12:46+00:00"), (session.Token, session.Username, session.ValidTill));
        Assert.DoesNotContain(Logout, server.Requests);
    }

    [Theory]
    [InlineData("https://vault.example.com/", "https://vault.example.com/index.html#/device/")]
    [InlineData("https://Vault.Example.com:8443/psono//", "https://vault.example.com:8443/psono/index.html#/device/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/index.html#/device/")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1/index.html#/device/")]
    [InlineData("http://[::1]:1", "http://[::1]:1/index.html#/device/")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example/index.html#/device/")]
    public async Task The_URL_to_show_is_made_of_the_address_of_the_web_vault(string webClient, string start)
    {
        await using var server = new DeviceServer { Code = code => code["web_client_url"] = webClient };
        using var transport = new HttpTransport(server.Url, Options);
        using var login = await StartAsync(transport);

        Assert.StartsWith($"{start}{server.Id}/", login.Url, StringComparison.Ordinal);
        Assert.Matches("/[0-9a-f]{64}$", login.Url);
        using var read = DeviceCodeUrl.TryParse(login.Url);
        Assert.Equal(server.Id, read!.Id);
        Assert.True(read.IsOf(webClient));
    }

    [Theory]
    [InlineData("http://vault.example.com"), InlineData("http://localhost.example.com"), InlineData("https://alice@vault.example.com")]
    [InlineData("https://alice:pw@vault.example.com")]
    [InlineData("https://vault.example.com?x"), InlineData("https://vault.example.com?"), InlineData("https://vault.example.com#x")]
    [InlineData("https://vault.example.com#")]
    [InlineData("javascript:alert(1)"), InlineData("file:///etc/passwd"), InlineData("/index.html"), InlineData("")]
    public async Task A_web_vault_that_is_no_plain_https_address_is_refused(string webClient)
    {
        await using var server = new DeviceServer { Code = code => code["web_client_url"] = webClient };
        await RefusedAsync(server, PsonoFailure.UnexpectedAnswer);
        Assert.Equal(["GET info/", "POST device-code/"], server.Requests);
    }

    [Theory]
    [InlineData("id", "\"../../x\""), InlineData("id", "\"{0e1ed23d-cac8-4a04-868b-275bf43b81cd}\""), InlineData("id", "7")]
    [InlineData("id", null)]
    [InlineData("server_public_key", "\"00\""), InlineData("server_public_key", null), InlineData("web_client_url", null)]
    public async Task A_code_that_is_none_is_refused(string member, string? value)
    {
        await using var server = new DeviceServer { Code = code => Set(code, member, value) };
        await RefusedAsync(server, PsonoFailure.UnexpectedAnswer);
        Assert.Equal(["GET info/", "POST device-code/"], server.Requests);
    }

    [Theory]
    [InlineData("boxed_payload", "\"00000000000000000000000000000000\"")]
    [InlineData("nonce", "\"000000000000000000000000000000000000000000000000\"")]
    [InlineData("nonce", "\"00\"")]
    public async Task A_box_with_a_wrong_MAC_is_refused(string member, string value)
    {
        await using var server = new DeviceServer { Envelope = answer => Set(answer, member, value) };
        await RefusedAsync(server, PsonoFailure.NotAuthentic);
    }

    [Theory]
    [InlineData("id", "\"0e1ed23d-cac8-4a04-868b-275bf43b81cd\"", PsonoFailure.NotAuthentic)]
    [InlineData("id", null, PsonoFailure.UnexpectedAnswer)]
    [InlineData("token", "\"a b\"", PsonoFailure.InvalidContent)]
    [InlineData("session_secret_key", "\"00\"", PsonoFailure.InvalidContent)]
    public async Task A_session_that_is_not_of_this_code_or_is_none_is_refused(string member, string? value, PsonoFailure failure)
    {
        await using var server = new DeviceServer { Session = session => Set(session, member, value) };
        await RefusedAsync(server, failure);
    }

    /// <summary>The server alone cannot make up an account: it lacks the key that is in the URL.</summary>
    [Theory]
    [InlineData("encrypted_credentials", null), InlineData("encrypted_credentials", "\"00000000000000000000000000000000\"")]
    [InlineData("encrypted_credentials_nonce", null)]
    public async Task Keys_that_the_owner_did_not_seal_are_refused_and_the_session_is_ended(string member, string? value)
    {
        await using var server = new DeviceServer { Session = session => Set(session, member, value) };
        await RefusedAsync(server, PsonoFailure.NotAuthentic);
        Assert.Equal(Logout, server.Requests.Last());
    }

    [Theory]
    [InlineData("[]"), InlineData("null"), InlineData("x"), InlineData("""{"user_private_key":"00"}""")]
    [InlineData("""{"user_private_key":"00","user_secret_key":"hunter2","user_sauce":"x"}""")]
    public async Task What_opens_and_is_no_keys_is_refused_and_the_session_is_ended(string credentials)
    {
        await using var server = new DeviceServer { Credentials = _ => credentials };
        await RefusedAsync(server, PsonoFailure.InvalidContent);
        Assert.Equal(Logout, server.Requests.Last());
    }

    [Fact]
    public async Task An_oversized_answer_is_not_read()
    {
        await using var server = new DeviceServer
        {
            Poll = _ => Reply.Json($$"""{"boxed_payload":"{{new string('0', 200_000)}}","nonce":"00"}"""),
        };
        await RefusedAsync(server, PsonoFailure.AnswerTooLarge);
    }

    [Theory]
    [InlineData(400, """{"non_field_errors":["DEVICE_CODE_NOT_FOUND"]}""", PsonoFailure.Refused)]
    [InlineData(400, "", PsonoFailure.Refused), InlineData(403, """{"detail":"DEVICE_CODE_NOT_CLAIMED"}""", PsonoFailure.Refused)]
    [InlineData(200, "<html>", PsonoFailure.UnexpectedAnswer), InlineData(200, "{}", PsonoFailure.UnexpectedAnswer)]
    public async Task An_answer_that_is_final_is_not_asked_for_again(int status, string body, PsonoFailure failure)
    {
        await using var server = new DeviceServer { Poll = _ => Reply.Json(body, status) };
        await RefusedAsync(server, failure);
        Assert.Single(server.Requests, request => request == "POST device-code/*/token/");
    }

    [Theory]
    [InlineData(400), InlineData(202), InlineData(429), InlineData(500), InlineData(503)]
    public async Task A_device_asks_again_while_it_waits_or_the_server_is_in_trouble(int status)
    {
        await using var server = new DeviceServer
        {
            Poll = number => number < 3 ? Reply.Json("""{"non_field_errors":["DEVICE_CODE_NOT_CLAIMED"]}""", status) : null,
        };
        Assert.Equal(server.UserSecretKey.ToHex(), (await LogInAsync(server)).UserSecretKey);
    }

    [Fact]
    public async Task Trouble_that_does_not_end_is_what_is_told()
    {
        await using var server = new DeviceServer { Poll = _ => Reply.Silence };
        using var transport = new HttpTransport(server.Url, Options);
        using var login = await StartAsync(transport);

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => login.WaitAsync(TimeSpan.FromMilliseconds(50), Soon));

        Assert.Equal(PsonoFailure.Unreachable, failure.Failure);
    }

    private static async Task RefusedAsync(DeviceServer server, PsonoFailure expected)
    {
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => LogInAsync(server));
        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<VaultSession> LogInAsync(DeviceServer server)
    {
        using var transport = new HttpTransport(server.Url, Options);
        using var login = await StartAsync(transport);
        server.UrlKey = () => SecretKey.FromHex(login.Url[^64..]);
        return await login.WaitAsync(TimeSpan.FromSeconds(20), Soon);
    }

    private static async Task<DeviceLogin> StartAsync(HttpTransport transport) =>
        await DeviceLogin.StartAsync(transport, await ServerIdentity.FetchAsync(transport, null, _ => true), "a test", TimeProvider.System);

    private static void Set(JsonObject json, string member, string? value)
    {
        json.Remove(member);
        if (value is not null)
            json[member] = JsonNode.Parse(value);
    }
}
