using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Psono.EndToEndTests.Fixtures;

namespace Psono.Aspire.Tests;

/// <summary>The app host of examples/AppHost, run, with a server that runs.</summary>
public sealed partial class ApplicationTests(World world)
{
    private readonly LogLines _log = [];

    [Fact]
    public async Task The_example_reads_its_secret_and_shows_nobody_the_secret_key()
    {
        var settings = await SettingsAsync();
        await using var app = await StartAsync(settings);
        var secrets = await HealthyAsync(app, "secrets");
        await HealthyAsync(app, "api");

        using var client = app.CreateHttpClient("api");
        Assert.Equal("app at db.example.com, with a password of 16 characters", await client.GetStringAsync("/"));

        Assert.Equal(world.Server.Origin + "/", Assert.Single(secrets.Urls).Url);
        var key = settings["secrets-api-secret-key"];
        Assert.Contains(_log, line => line.Contains("Application started.", StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains(key, StringComparison.OrdinalIgnoreCase));
        var parameter = (await app.ResourceNotifications.WaitForResourceAsync("secrets-api-secret-key", _ => true)).Snapshot;
        Assert.All(
            parameter.Properties.Where(property => property.Value is string value && value.Contains(key, StringComparison.Ordinal)),
            property => Assert.True(property.IsSensitive, property.Name));
    }

    [Fact]
    public async Task An_API_key_in_the_environment_of_a_developer_does_not_count_in_its_place()
    {
        Environment.SetEnvironmentVariable("PSONO_CI_CONFIG_PATH", "/of/the/developer.toml");
        try
        {
            await using var app = await StartAsync(await SettingsAsync());
            await HealthyAsync(app, "api");

            using var client = app.CreateHttpClient("api");
            Assert.Equal("app at db.example.com, with a password of 16 characters", await client.GetStringAsync("/"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PSONO_CI_CONFIG_PATH", null);
        }
    }

    [Fact]
    public async Task A_server_of_the_same_app_host_is_healthy_when_it_answers()
    {
        using var directory = new TemporaryDirectory();
        await using var app = await StartAsync(await SettingsAsync(), builder =>
        {
            RemoveApi(builder);
            var server = builder.AddExecutable("psono", Published.Server, ".", "--data-dir", directory.File("data")).WithHttpEndpoint();
            var port = server.GetEndpoint("http").Property(EndpointProperty.TargetPort);
            server.WithEnvironment("PSONO_URLS", $"http://127.0.0.1:{port}");
            var key = builder.AddParameter("key", new string('a', 64), secret: true);
            builder.AddPsono("own", ReferenceExpression.Create($"{server.GetEndpoint("http")}/server"), key, key);
        });

        var own = await HealthyAsync(app, "own");

        Assert.Matches("^http://localhost:[0-9]+/$", Assert.Single(own.Urls).Url);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_healthy_and_says_why()
    {
        var settings = await SettingsAsync();
        settings["secrets-server-url"] = "http://127.0.0.1:1/server";
        await using var app = await StartAsync(settings, RemoveApi);

        var secrets = await app.ResourceNotifications
            .WaitForResourceAsync("secrets", state => state.Snapshot.HealthReports.Any(report => report.Status is not null))
            .WaitAsync(Shell.Patience);

        Assert.StartsWith(
            "http://127.0.0.1:1/server/ cannot be reached: Connection refused",
            Assert.Single(secrets.Snapshot.HealthReports).Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_URL_is_not_shown()
    {
        var settings = await SettingsAsync();
        (settings["secrets-server-url"], var key) = (settings["secrets-api-secret-key"], settings["secrets-api-secret-key"]);
        await using var app = await StartAsync(settings, RemoveApi);

        await app.ResourceNotifications.WaitForResourceAsync("secrets", KnownResourceStates.FailedToStart).WaitAsync(Shell.Patience);

        // The log of all resources comes later.
        var lines = app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync("secrets").SelectMany(batch => batch);
        var line = (await lines.FirstAsync()).Content;
        Assert.Contains("The server URL in {secrets-server-url.value} is not", line, StringComparison.Ordinal);
        Assert.DoesNotContain(key, line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_log, other => other.Contains(key, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>It waits for a secret, and the start for it.</summary>
    private static void RemoveApi(IDistributedApplicationBuilder builder) =>
        builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "api"));

    private async Task<DistributedApplication> StartAsync(
        Dictionary<string, string> parameters, Action<IDistributedApplicationBuilder>? configure = null)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [.. parameters.Select(parameter => $"Parameters:{parameter.Key}={parameter.Value}")]);
        builder.Services.AddSingleton<ILoggerProvider>(_log);
        configure?.Invoke(builder);
        var app = await builder.BuildAsync();
        await app.StartAsync();
        return app;
    }

    private static async Task<CustomResourceSnapshot> HealthyAsync(DistributedApplication app, string name) =>
        (await app.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Shell.Patience)).Snapshot;

    private async Task<Dictionary<string, string>> SettingsAsync()
    {
        var (_, config) = await world.CreateAsync(
            "app host " + Guid.NewGuid(), "Database__Host=db.example.com\nDatabase__User=app\nDatabase__Password=Df55sr2UQm7Wshv7\n");
        return Setting.Matches(await File.ReadAllTextAsync(config)).ToDictionary(
            match => "secrets-" + match.Groups["name"].Value.Replace("_hex", "", StringComparison.Ordinal).Replace('_', '-'),
            match => match.Groups["value"].Value);
    }

    [GeneratedRegex("^(?<name>server_url|api_key_id|api_secret_key_hex) = \"(?<value>.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Setting { get; }
}
