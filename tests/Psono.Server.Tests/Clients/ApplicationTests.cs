using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Psono.Client.ApiKeys;
using Psono.Client.Vault;
using Psono.Extensions.Configuration;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>A web application that has its secrets from the real server.</summary>
public sealed class ApplicationTests
{
    [Theory, BothDatabases]
    public async Task An_application_has_its_secrets_takes_over_changes_and_tells_how_it_is(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var vault = await world.OpenAsync();
        await vault.Secrets.CreateAsync(VaultWorld.Content("database", "Database__Password=old-password"), []);
        var secret = (await vault.Datastore.ReadAsync()).Items.Single();
        using var key = await vault.ApiKeys.CreateAsync(new VaultApiKeyRights("application"));
        await vault.ApiKeys.GrantAsync(key, secret);
        using var log = new LogLines();
        await using var app = Build(world, key, log);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("old-password", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await http.GetStringAsync("/health", TestContext.Current.CancellationToken));

        ConcurrentQueue<string?> told = [];
        using var listening = app.Services.GetRequiredService<IOptionsMonitor<Database>>()
            .OnChange(database => told.Enqueue(database.Password));
        var refresher = app.Services.GetRequiredService<PsonoRefresher>();
        Assert.True(await refresher.TryRefreshAsync(TestContext.Current.CancellationToken));
        world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await vault.Secrets.UpdateAsync(secret, content =>
        {
            content.SetVariable("Database__Password", "new-password");
            return true;
        });
        Assert.True(await refresher.TryRefreshAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["new-password"], told);
        Assert.Equal("new-password", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
        using var read = await app.Services.GetRequiredService<ApiKeyClient>().ReadAsync(secret.SecretId!.Value);
        Assert.Equal("database", read.Title);

        await vault.ApiKeys.DeleteAsync(key.Id);
        Assert.False(await refresher.TryRefreshAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Degraded", await http.GetStringAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal("new-password", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
        Assert.Contains(log, line => line.StartsWith("Error: The secrets cannot be used", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("-password", StringComparison.Ordinal));
    }

    private static WebApplication Build(VaultWorld world, VaultApiKey key, LogLines log)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddPsono(options =>
        {
            options.ServerUrl = new Uri(world.Server.Url + "/server");
            options.ApiKeyId = key.Id;
            options.ApiSecretKeyHex = key.SecretKey.ToHex();
            options.ReloadInterval = TimeSpan.FromDays(1);
        });
        builder.Services.AddPsonoSecrets();
        builder.Services.Configure<Database>(builder.Configuration.GetSection("Database"));
        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapGet("/", (IOptionsMonitor<Database> database) => Results.Text(database.CurrentValue.Password));
        return app;
    }

    private sealed class Database
    {
        public string? Password { get; set; }
    }
}
