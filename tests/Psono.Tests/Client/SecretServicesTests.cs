using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>What an application gets beside the values, with a server that answers as the test wants.</summary>
public sealed class SecretServicesTests
{
    private static readonly string[] Secret = [ApiKeyServer.Variables(("A", "hunter2"))];
    private static readonly AsyncLocal<bool> IsMeasured = new();

    [Fact]
    public async Task The_client_is_that_of_the_configuration_or_of_what_was_given()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        await using var other = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("B", "other")));
        using var built = BuiltConfiguration.Build(server);
        await using var services = Services(built.Configuration, services => services
            .AddPsonoSecrets()
            .AddPsonoSecrets(Configure(other))
            .AddKeyedPsonoSecrets("reports", Configure(other)));
        var client = services.GetRequiredService<ApiKeyClient>();
        Assert.Equal("A", Assert.Single((await client.ReadAsync(ApiKeyServer.IdOf(0))).Parse().GetVariables()).Key);
        var reports = services.GetRequiredKeyedService<ApiKeyClient>("reports");
        Assert.Equal("B", Assert.Single((await reports.ReadAsync(ApiKeyServer.IdOf(0))).Parse().GetVariables()).Key);

        await using var given = Services(built.Configuration, services => services.AddPsonoSecrets(Configure(other)));
        var ofOther = given.GetRequiredService<ApiKeyClient>();
        Assert.Equal("B", Assert.Single((await ofOther.ReadAsync(ApiKeyServer.IdOf(0))).Parse().GetVariables()).Key);

        // The client ends with the services, and takes nothing from the configuration.
        await services.DisposeAsync();
        Assert.True(await new PsonoRefresher(built.Configuration).TryRefreshAsync());
    }

    [Fact]
    public async Task Refreshing_by_hand_looks_now_and_tells_whether_it_could()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var built = BuiltConfiguration.Build(server);
        await using var services = Services(new ConfigurationBuilder().AddConfiguration(built.Configuration).Build());
        var refresher = services.GetRequiredService<PsonoRefresher>();
        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "changed")));
        Assert.True(await refresher.TryRefreshAsync());
        Assert.Equal("changed", built.Configuration["A"]);

        server.Fault = _ => Reply.Json("{}", 503);
        Assert.False(await refresher.TryRefreshAsync());
        Assert.Equal("changed", built.Configuration["A"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refresher.TryRefreshAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Health_tells_values_of_the_server_from_old_ones_and_from_none_and_asks_nobody_who_is_asked_anyway()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Reply.Json("{}", 503) };
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.Optional = true;
            options.ReloadInterval = TimeSpan.FromHours(1);
        });
        await using var services = Services(built.Configuration);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Status);

        server.Fault = _ => null;
        await built.Provider.LookAsync();
        var healthy = await CheckAsync(services);
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
        Assert.Equal(built.Provider.ConfirmedAt, healthy.Data["confirmedAt"]);

        server.Secrets[0].Tamper();
        await built.Provider.LookAsync();
        var requests = server.Http.Requests.Count;
        var degraded = await CheckAsync(services);
        Assert.Equal((HealthStatus.Degraded, requests), (degraded.Status, server.Http.Requests.Count));
        Assert.Contains("older than one it sent before", degraded.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", degraded.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_looks_again_where_nothing_else_does_and_asks_the_server_where_there_is_only_a_client()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Reply.Json("{}", 503) };
        var time = new FakeTimeProvider();
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.Optional = true;
            options.Http = new HttpOptions { MaxRetries = 0, Time = time };
        });
        await using var services = Services(built.Configuration);
        await using var alone = Services(new ConfigurationBuilder().Build(), services => services.AddPsonoSecrets(Configure(server)));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Status);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(alone)).Status);

        server.Fault = _ => null;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(services)).Status);
        Assert.Equal("hunter2", built.Configuration["A"]);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(alone)).Status);
        server.MayRead = false;
        server.Fault = _ => Reply.Json("""{"non_field_errors":["API_KEY_INVALID"]}""", 400);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(alone)).Status);
    }

    [Fact]
    public async Task Health_does_not_ask_the_server_for_everybody_who_asks_and_does_not_wait_for_one_that_is_silent()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Reply.Json("{}", 503) };
        var time = new FakeTimeProvider();
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.Optional = true;
            options.Http = new HttpOptions { MaxRetries = 0, Timeout = TimeSpan.FromDays(1), Time = time };
        });
        await using var services = Services(built.Configuration);
        for (var probe = 0; probe < 10; probe++)
            Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Status);
        Assert.Single(server.Http.Requests);

        time.Advance(TimeSpan.FromSeconds(5));
        var silence = new TaskCompletionSource();
        server.Before = _ => silence.Task;
        var probes = Task.WhenAll(CheckAsync(services), CheckAsync(services));
        while (!probes.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(probes, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.All(await probes, probe => Assert.Equal(
            PsonoFailure.ServerError, Assert.IsType<PsonoApiException>(probe.Exception).Failure));
        silence.SetResult();
    }

    [Fact]
    public async Task The_host_s_loggers_are_told_when_it_starts()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Reply.Json("{}", 503) };
        using var built = BuiltConfiguration.Build(server, options => options.Optional = true);
        using var log = new LogLines();
        await using var services = Services(built.Configuration, log: log);
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(TestContext.Current.CancellationToken);
        Assert.Contains(log, line => line.StartsWith("Warning: The secrets cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_count_looks_and_failures_and_tell_the_age_without_a_value()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var time = new FakeTimeProvider();
        var seen = new List<string>();
        double? age = null;
        IsMeasured.Value = true;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Psono.Extensions.Configuration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "psono.secrets.age")
                age = value;
            else if (IsMeasured.Value)
                seen.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
        });
        listener.Start();

        using var built = BuiltConfiguration.Build(server, options => options.Http = new HttpOptions { MaxRetries = 0, Time = time });
        await built.Provider.LookAsync();
        server.Secrets[0].Tamper();
        await built.Provider.LookAsync();
        time.Advance(TimeSpan.FromDays(1000));
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "psono.secrets.read.duration psono.outcome=changed", "psono.secrets.read.duration psono.outcome=unchanged",
                "psono.secrets.read.duration psono.outcome=failed error.type=Rollback",
            ],
            seen);
        Assert.Equal(TimeSpan.FromDays(1000).TotalSeconds, age);

        // What the cache has is not what the server answered.
        using var directory = new TemporaryDirectory();
        server.Secrets[0].Change(Secret[0]);
        using (Cached())
            server.Fault = _ => Reply.Json("{}", 503);
        using (Cached())
            Assert.Equal("psono.secrets.read.duration psono.outcome=failed error.type=ServerError", seen[^1]);

        BuiltConfiguration Cached() => BuiltConfiguration.Build(
            server, options => options.Cache = new SecretCacheOptions { Directory = directory.Path });
    }

    private static Action<PsonoClientOptions> Configure(ApiKeyServer server) => options =>
    {
        options.ServerUrl = server.Http.Url;
        options.ApiKeyId = ApiKeyServer.ApiKeyId;
        options.ApiSecretKeyHex = ApiKeyServer.SecretKeyHex;
        options.Http = new HttpOptions { MaxRetries = 0 };
    };

    private static ServiceProvider Services(
        IConfiguration configuration, Action<IServiceCollection>? add = null, ILoggerFactory? log = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration);
        (add ?? (collection => collection.AddPsonoSecrets()))(services);
        return (log is null ? services : services.AddSingleton(log)).BuildServiceProvider(validateScopes: true);
    }

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["psono"];
}
