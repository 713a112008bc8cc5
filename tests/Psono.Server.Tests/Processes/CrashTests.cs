using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

public sealed class CrashTests
{
    /// <summary>Accounts are slow to make, because their passwords are hashed; codes of devices are many.</summary>
    [Fact]
    public async Task A_killed_server_has_kept_everything_it_acknowledged()
    {
        using var temporary = new TemporaryDirectory();
        var directory = temporary.File("data");
        var (accounts, codes) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await using (var server = await ServerProcess.StartAsync(
            "--data-dir", directory, "--allow-registration", "true", "--throttling", "false"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            List<Task> writers =
            [
                .. Enumerable.Range(0, 4)
                    .Select(writer => UntilItFailsAsync(i => RegisterAsync(http, $"user{writer}.{i}@example.com", accounts))),
                .. Enumerable.Range(0, 4).Select(_ => UntilItFailsAsync(_ => AskForCodeAsync(http, codes))),
            ];
            while (accounts.Count < 5 || codes.Count < 100)
            {
                Assert.All(writers, writer => Assert.False(writer.IsCompleted, server.Output));
                await Task.Delay(10);
            }

            server.Kill();
            await Task.WhenAll(writers);
        }

        await using var database = await Database.OpenAsync(null, directory);
        Assert.Empty(accounts.Except(await database.ReadAsync(db => db.QueryAsync("select username from users", row => row.GetString(0)))));
        Assert.Empty(codes.Except(
            await database.ReadAsync(db => db.QueryAsync("select id from device_codes", row => row.GetGuid(0).ToString()))));
    }

    private static async Task UntilItFailsAsync(Func<int, Task> write)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await write(i);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task RegisterAsync(HttpClient http, string username, ConcurrentBag<string> acknowledged)
    {
        await PostAsync(http, "/server/authentication/register/", new TestUser { Username = username }.RegisterBody());
        acknowledged.Add(username);
    }

    private static async Task AskForCodeAsync(HttpClient http, ConcurrentBag<string> acknowledged)
    {
        using var key = SecretKey.Generate();
        var code = JsonNode.Parse(await PostAsync(http, "/server/device-code/", new JsonObject
        {
            ["device_fingerprint"] = Guid.NewGuid().ToString(),
            ["device_description"] = "a machine",
            ["device_date"] = "2026-11-23T19:12:46Z",
            ["user_public_key"] = PublicKey.Of(key).ToHex(),
        }));
        acknowledged.Add(code!["id"]!.GetValue<string>());
    }

    private static async Task<string> PostAsync(HttpClient http, string path, JsonObject json)
    {
        using var body = new StringContent(json.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await http.PostAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }
}
