using System.Globalization;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Release;

/// <summary>
/// The examples, as programs of somebody who has our packages: built without a warning, and run. With PSONO_AHEAD_OF_TIME=1, which takes
/// the compiler half a minute, the worker is a native one.
/// </summary>
public sealed partial class ExampleTests(World world)
{
    private static readonly bool AheadOfTime = System.Environment.GetEnvironmentVariable("PSONO_AHEAD_OF_TIME") == "1";

    [Fact]
    public async Task A_service_has_its_secrets_and_the_new_password_that_a_worker_gives_it()
    {
        var (_, config) = await world.CreateAsync(
            "example database",
            "Database__Host=db.example.com\nDatabase__User=app\nDatabase__Password=Df55sr2UQm7Wshv7\n",
            "--write");
        using var directory = new TemporaryDirectory();
        (await Shell.RunAsync(
            $"set -e; cp -r {Published.Root}/examples/. {directory.Path}; cd {directory.Path}; mkdir tmp; rm -rf */bin */obj")).Succeeds();
        var worker = await File.ReadAllTextAsync(directory.File("Worker/Program.cs"));
        await File.WriteAllTextAsync(
            directory.File("Worker/Program.cs"), worker.Replace("production database", "example database", StringComparison.Ordinal));

        var environment = Environment(config, directory);
        var built = (await Shell.RunAsync(
            $"""
            set -e; cd {directory.Path}
            dotnet build MinimalApi -o api
            dotnet publish Worker -o worker -c Debug -p:NativeDebugSymbols=false -p:PublishAot={AheadOfTime}
            """,
            environment,
            patience: TimeSpan.FromMinutes(5))).Succeeds();
        Assert.DoesNotContain(": warning ", built.Output, StringComparison.Ordinal);

        using var api = Shell.Start($"cd {directory.Path}; exec dotnet api/MinimalApi.dll --urls http://127.0.0.1:0", environment);
        try
        {
            var url = await UrlAsync(api.StandardOutput);
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            Assert.Equal("app at db.example.com, with a password of 16 characters", await client.GetStringAsync("/"));
            Assert.Equal("Healthy", await client.GetStringAsync("/health"));

            var rotated = (await Shell.RunAsync($"{directory.File("worker/Worker")}", environment)).Succeeds();
            Assert.Contains("The password has been changed", rotated.Output, StringComparison.Ordinal);
            using var patience = new CancellationTokenSource(Shell.Patience);
            while (!(await client.GetStringAsync("/", patience.Token)).EndsWith("32 characters", StringComparison.Ordinal))
                await Task.Delay(50, patience.Token);
        }
        finally
        {
            api.Kill();
            await api.WaitForExitAsync();
        }

        var log = await api.StandardOutput.ReadToEndAsync();
        Assert.Contains("The secrets changed and were reloaded: 3 configuration keys", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Df55sr2UQm7Wshv7", log, StringComparison.Ordinal);
    }

    private static async Task<string> UrlAsync(StreamReader output)
    {
        using var patience = new CancellationTokenSource(Shell.Patience);
        while (await output.ReadLineAsync(patience.Token) is { } line)
        {
            if (Listening.Match(line) is { Success: true } match)
                return match.Groups["url"].Value;
        }

        throw new InvalidOperationException("the service ended");
    }

    private static Dictionary<string, string> Environment(string config, TemporaryDirectory directory)
    {
        var cache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return new Dictionary<string, string>
        {
            ["PSONO_CI_CONFIG_PATH"] = config,
            ["Secrets__ReloadInterval"] = TimeSpan.FromMilliseconds(100).ToString("c", CultureInfo.InvariantCulture),
            ["PsonoVersion"] = Published.Version,
            ["RestoreAdditionalProjectSources"] = Path.Combine(Published.Root, "artifacts/release/packages"),
            ["NUGET_PACKAGES"] = directory.File("packages"),
            ["NUGET_FALLBACK_PACKAGES"] = cache,
            // Nothing of the build stays behind, neither files nor processes.
            ["TMPDIR"] = directory.File("tmp"),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)")]
    private static partial Regex Listening { get; }
}
