using System.Collections.Concurrent;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

public sealed class CrashTests
{
    [Fact]
    public async Task A_killed_server_has_kept_every_account_it_acknowledged()
    {
        var directory = Path.Combine(Directory.CreateTempSubdirectory("psono-test-").FullName, "data");
        var acknowledged = new ConcurrentBag<string>();
        await using (var server = await ServerProcess.StartAsync(
            ServerProcess.NewUrl(), "--data-dir", directory, "--allow-registration", "true", "--throttling", "false"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            var writers = Enumerable.Range(0, 8).Select(writer => RegisterUntilItFailsAsync(http, writer, acknowledged)).ToList();
            while (acknowledged.Count < 20)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            server.Kill();
            await Task.WhenAll(writers);
        }

        await using var database = await Database.OpenAsync(null, directory);
        var stored = await database.ReadAsync(db => db.QueryAsync("select username from users", row => row.GetString(0)));
        Assert.Empty(acknowledged.Except(stored));
    }

    private static async Task RegisterUntilItFailsAsync(HttpClient http, int writer, ConcurrentBag<string> acknowledged)
    {
        for (var i = 0; ; i++)
        {
            var user = new TestUser { Username = $"user{writer}.{i}@example.com" };
            using var body = new StringContent(user.RegisterBody().ToJsonString(), System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));
            try
            {
                using var answer = await http.PostAsync("/server/authentication/register/", body);
                answer.EnsureSuccessStatusCode();
                acknowledged.Add(user.Username);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
