using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Psono.EndToEndTests.Fixtures;

namespace Psono.Aspire.Tests;

/// <summary>An app host that runs, with a server that runs.</summary>
public sealed partial class ApplicationTests(World world)
{
    [Fact]
    public async Task The_sample_reads_its_secret()
    {
        var (url, id, key) = Settings();
        var log = new LogLines();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"Parameters:secrets-server-url={url}", $"Parameters:secrets-api-key-id={id}", $"Parameters:secrets-api-secret-key={key}"]);
        builder.Services.AddSingleton<ILoggerProvider>(log);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        var secrets = await HealthyAsync(app, "secrets");
        await HealthyAsync(app, "api");

        using var client = app.CreateHttpClient("api");
        Assert.Equal($"The database is at {World.Host}.\n", await client.GetStringAsync("/"));

        Assert.NotEmpty(log);
        Assert.DoesNotContain(log, line => line.Contains(key, StringComparison.OrdinalIgnoreCase));

        Assert.Equal(world.Server.Origin + "/", Assert.Single(secrets.Urls).Url);
        var parameter = (await app.ResourceNotifications.WaitForResourceAsync("secrets-api-secret-key", _ => true)).Snapshot;
        Assert.All(
            parameter.Properties.Where(property => property.Value is string value && value.Contains(key, StringComparison.Ordinal)),
            property => Assert.True(property.IsSensitive, property.Name));
    }

    private static async Task<CustomResourceSnapshot> HealthyAsync(DistributedApplication app, string name) =>
        (await app.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Shell.Patience)).Snapshot;

    private (string Url, string Id, string Key) Settings()
    {
        var settings = Setting.Matches(File.ReadAllText(world.Config))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        return (settings["server_url"], settings["api_key_id"], settings["api_secret_key_hex"]);
    }

    [GeneratedRegex("^(?<name>[a-z_]+) = \"(?<value>.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Setting { get; }
}
