using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

/// <summary>What an operator is told who forgot to say that there is a proxy.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Forwarded_requests_of_a_proxy_that_is_not_trusted_are_warned_of_once(int proxies, int warnings)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", "--num-proxies", $"{proxies}");
        using var http = new HttpClient();
        await http.GetStringAsync($"{server.Url}/info/");
        Assert.DoesNotContain("--num-proxies", server.Log, StringComparison.Ordinal);

        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        for (var i = 0; i < 3; i++)
            await http.GetStringAsync($"{server.Url}/info/");
        await Task.Delay(500);

        Assert.Equal(warnings, server.Log.Split("set --num-proxies").Length - 1);
    }
}
