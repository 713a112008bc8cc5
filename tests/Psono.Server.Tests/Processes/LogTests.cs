using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

public sealed class LogTests
{
    [Fact]
    public async Task Nothing_secret_is_logged_however_much_is_logged()
    {
        using var temporary = new TemporaryDirectory();
        var directory = temporary.File("data");
        await using var server = await ServerProcess.StartAsync(
            "--data-dir", directory, "--allow-registration", "true", "--log-level", "trace");
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var user = new TestUser { Username = "alice@example.com" };
        var registration = user.RegisterBody();
        await PostAsync(http, "/server/authentication/register/", registration.ToJsonString());
        var info = JsonNode.Parse(
            JsonNode.Parse(await http.GetStringAsync("/server/info/"))!["info"]!
                .GetValue<string>())!;
        PublicKey.TryFromHex(info["public_key"]!.GetValue<string>(), out var serverKey);
        using var ephemeral = SecretKey.Generate();
        var login = Box.Seal(ephemeral, serverKey!, $$"""{"username":"{{user.Username}}","authkey":"{{user.Authkey}}"}""");
        var answer = JsonNode.Parse(await PostAsync(http, "/server/authentication/login/",
            $$"""
            {"public_key":"{{PublicKey.Of(ephemeral).ToHex()}}",
            "login_info":"{{login.Text}}","login_info_nonce":"{{login.Nonce}}"}
            """))!;
        var opened = JsonNode.Parse(
            Box.Open(ephemeral, serverKey!, answer["login_info"]!.GetValue<string>(), answer["login_info_nonce"]!.GetValue<string>()))!;
        var token = opened["token"]!.GetValue<string>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
        await http.GetAsync("/server/user/status/");
        await PostAsync(http, "/server/authentication/activate-token/", """{"text":"00","nonce":"00"}""", HttpStatusCode.BadRequest);
        await server.StopAsync();

        Assert.Contains("registered", server.Output, StringComparison.Ordinal);
        string[] secrets =
        [
            token, user.Authkey, user.Username, registration["private_key"]!.GetValue<string>(),
            registration["secret_key"]!.GetValue<string>(),
            registration["user_sauce"]!.GetValue<string>(), opened["session_key"]!.GetValue<string>(), login.Text,
            answer["login_info"]!.GetValue<string>(),
            JsonNode.Parse(await File.ReadAllTextAsync(
                Path.Combine(directory, "keys.json")))!["private_key"]!.GetValue<string>(),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, server.Output, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string json, HttpStatusCode? expected = null)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(
            json)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };
        using var answer = await http.PostAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected is null ? answer.IsSuccessStatusCode : answer.StatusCode == expected, text);
        return text;
    }
}
