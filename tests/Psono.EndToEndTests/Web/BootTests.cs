using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>The page pins the program that it starts.</summary>
public sealed partial class BootTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task Every_file_of_the_program_has_the_hash_that_is_pinned()
    {
        using var http = new HttpClient { BaseAddress = new Uri(world.Server.Origin + "/") };
        var map = JsonNode.Parse(ImportMap().Match(await http.GetStringAsync("")).Groups[1].Value)!;
        var scripts = map["imports"]!.AsObject().Select(import => (string)import.Value!).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
            Assert.Equal((string?)map["integrity"]![script], await HashAsync(script));

        var boot = Boot().Match(await http.GetStringAsync(scripts.Single(script => Loader().IsMatch(script)))).Groups[1].Value;
        var resources = JsonNode.Parse(boot)!["resources"]!;
        var pinned = new[] { "wasmNative", "coreAssembly", "assembly" }
            .SelectMany(kind => resources[kind]!.AsArray().Select(file => ("", file!)))
            .Concat(resources["satelliteResources"]!.AsObject()
                .SelectMany(language => language.Value!.AsArray().Select(file => (language.Key + "/", file!))))
            .ToList();
        Assert.Contains(pinned, file => ((string?)file.Item2["name"])!.StartsWith("Psono.Web.", StringComparison.Ordinal));
        foreach (var (directory, file) in pinned)
            Assert.Equal((string?)file["hash"], await HashAsync($"_framework/{directory}{file["name"]}"));

        async Task<string> HashAsync(string path) =>
            "sha256-" + Convert.ToBase64String(SHA256.HashData(await http.GetByteArrayAsync(path)));
    }

    [Fact]
    public async Task What_is_fetched_ahead_is_fetched_once()
    {
        await using var page = await browser.OpenAsync(world.Server.Origin);
        var fetched = new ConcurrentQueue<string>();
        page.Tab.RequestFinished += (_, request) => fetched.Enqueue(new Uri(request.Url).AbsolutePath);
        await page.GoAsync();

        Assert.Single(fetched, path => path.StartsWith("/_framework/dotnet.native.", StringComparison.Ordinal)
            && path.EndsWith(".wasm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_that_was_tampered_with_does_not_run()
    {
        await using var page = await browser.OpenAsync(world.Server.Origin);
        page.Expected.Add("");
        var refused = new TaskCompletionSource();
        page.Tab.Console += (_, message) =>
        {
            if (message.Text.Contains("integrity", StringComparison.OrdinalIgnoreCase))
                refused.TrySetResult();
        };
        await page.Tab.RouteAsync("**/dotnet.runtime.*.js", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = await answer.TextAsync() + "\n// one line more" });
        });
        await page.Tab.GotoAsync(world.Server.Origin);

        await refused.Task.WaitAsync(Shell.Patience);
        Assert.Equal(0, await page.Tab.Locator("h1").CountAsync());
    }

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex ImportMap();

    [GeneratedRegex(@"/dotnet\.[a-z0-9]+\.js$")]
    private static partial Regex Loader();

    [GeneratedRegex(@"/\*json-start\*/(.*?)/\*json-end\*/", RegexOptions.Singleline)]
    private static partial Regex Boot();
}
