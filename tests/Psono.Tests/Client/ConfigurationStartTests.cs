using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>How a program starts while its server does not, and what it begins with.</summary>
public sealed class ConfigurationStartTests : IDisposable
{
    private static readonly string[] Secret = [ApiKeyServer.Variables(("A", "hunter2"), ("Db__Host", "h"))];

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_server_that_comes_up_in_time_is_waited_for()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var refusals = 0;
        server.Fault = _ => ++refusals <= 3 ? Away : null;
        using var built = await WhileTimePasses(() => Build(server, options => options.StartupTimeout = TimeSpan.FromMinutes(2)));
        Assert.Equal(("hunter2", null, 4), (built.Configuration["A"], built.Provider.LastFailure, refusals));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_waited_for_no_longer_than_was_said()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        server.Fault = _ => Away;
        var begin = _time.GetUtcNow();
        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => WhileTimePasses(() => Build(server, options => options.StartupTimeout = TimeSpan.FromMinutes(2))));
        Assert.Equal((PsonoFailure.ServerError, 503), (failure.Failure, failure.Status));
        Assert.InRange((_time.GetUtcNow() - begin).TotalSeconds, 120, 130);

        using var built = await WhileTimePasses(() => Build(server, options =>
        {
            options.StartupTimeout = TimeSpan.FromMinutes(2);
            options.Optional = true;
        }));
        Assert.Equal(PsonoFailure.ServerError, Assert.IsType<PsonoApiException>(built.Provider.LastFailure).Failure);
    }

    [Fact]
    public async Task A_server_that_comes_up_late_is_noticed_within_seconds()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var limit = TimeSpan.FromMinutes(1);
        var time = new SkippingTime(limit);
        var begin = time.GetUtcNow();
        server.Fault = _ => time.GetUtcNow() - begin < TimeSpan.FromSeconds(40) ? Away : null;
        using var built = Build(server, options =>
        {
            options.Http = new HttpOptions { MaxRetries = 0, Time = time };
            options.StartupTimeout = limit;
        });
        Assert.Equal("hunter2", built.Configuration["A"]);
        Assert.InRange((time.GetUtcNow() - begin).TotalSeconds, 40, 46);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cache_stands_in_for_a_server_that_does_not_answer_in_the_time_for_the_start(bool isFilled)
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        if (isFilled)
            Build(server, WithCache).Dispose();
        var never = new TaskCompletionSource();
        server.Before = _ => never.Task;
        var begin = _time.GetUtcNow();
        using var built = await WhileTimePasses(() => Build(server, options =>
        {
            WithCache(options);
            options.StartupTimeout = TimeSpan.FromSeconds(10);
            options.Optional = true;
        }));
        never.SetResult();
        Assert.Equal(
            (isFilled ? "hunter2" : null, isFilled ? begin : null), (built.Configuration["A"], built.Provider.ConfirmedAt));
        Assert.StartsWith("the server did not answer within StartupTimeout", built.Provider.LastFailure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_not_waited_for()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Reply.Json("{}", 403) };
        Assert.Throws<PsonoApiException>(() => Build(server, options => options.StartupTimeout = TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task What_could_not_be_read_at_the_start_is_there_soon_after_the_server_is()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret) { Fault = _ => Away };
        using var built = Build(server, options =>
        {
            options.Optional = true;
            options.ReloadInterval = TimeSpan.FromHours(1);
        });
        var reloaded = new TaskCompletionSource();
        using var listening = ChangeToken.OnChange(built.Configuration.GetReloadToken, reloaded.SetResult);
        server.Fault = _ => null;
        _time.Advance(TimeSpan.FromSeconds(6));
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("hunter2", built.Configuration["A"]);
    }

    [Theory]
    [InlineData(0, 300), InlineData(1, 5), InlineData(2, 10), InlineData(3, 20), InlineData(6, 160), InlineData(7, 300)]
    [InlineData(int.MaxValue, 300)]
    public void The_more_looks_have_failed_the_longer_is_the_pause(int failedLooks, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), PsonoConfigurationProvider.PauseAfter(failedLooks, TimeSpan.FromMinutes(5)));

    [Fact]
    public async Task Only_variables_with_the_prefix_are_taken_and_without_it()
    {
        await using var server = new ApiKeyServer(
            bulk: true, ApiKeyServer.Variables(("App_Db__Host", "h"), ("APP_Level", "7"), ("Other", "x"), ("App_", "nothing")));
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.Prefix = "App_";
            options.Section = "Psono";
            options.RequiredKeys.Add("Level");
        });
        Assert.Equal(
            [("Psono", null), ("Psono:Db", null), ("Psono:Db:Host", "h"), ("Psono:Level", "7")],
            built.Configuration.AsEnumerable().Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cache_stands_in_for_a_server_that_is_away_at_the_start_until_it_is_back(bool byTitle)
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        server.Index(0, "title");
        using var log = new LogLines();
        using (BuildCached())
            _time.Advance(TimeSpan.FromHours(1));

        server.Fault = _ => Away;
        using var built = BuildCached();
        Assert.Equal(("hunter2", "h"), (built.Configuration["A"], built.Configuration["Db:Host"]));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), built.Provider.ConfirmedAt);
        Assert.IsType<PsonoApiException>(built.Provider.LastFailure);
        await built.Provider.LookAsync();
        Assert.StartsWith(
            "Warning: The secrets cannot be read, using the cached ones that the server confirmed at 2027-01-01 00:00:00Z: ",
            Assert.Single(log),
            StringComparison.Ordinal);

        server.Fault = _ => null;
        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "changed")));
        Assert.True(await built.Provider.LookAsync());
        Assert.Equal(("changed", null), (built.Configuration["A"], built.Provider.LastFailure));
        Assert.Equal(_time.GetUtcNow(), built.Provider.ConfirmedAt);
        Assert.DoesNotContain(Directory.EnumerateFiles(_directory.Path), file => File.ReadAllText(file).Contains("hunter2"));

        BuiltConfiguration BuildCached() => Build(server, options =>
        {
            options.LoggerFactory = log;
            options.RequiredKeys.Add("A");
            options.Cache = new SecretCacheOptions { Directory = _directory.Path, Time = _time };
            if (byTitle)
                options.Secrets.Add("title");
        });
    }

    [Fact]
    public async Task A_cache_gives_nothing_that_is_too_old_or_of_another_key_or_was_refused()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using (Build(server, WithCache))
            _time.Advance(TimeSpan.FromDays(8));
        server.Fault = _ => Away;
        var old = Assert.Throws<PsonoApiException>(() => Build(server, WithCache));
        Assert.Contains("more than 7 days", old.Message, StringComparison.Ordinal);
        using (var optional = Build(server, options =>
        {
            WithCache(options);
            options.Optional = true;
        }))
            Assert.Null(optional.Configuration["A"]);

        server.Fault = _ => null;
        using (Build(server, WithCache))
        {
            Assert.Equal(PsonoFailure.CacheNotAuthentic, Assert.Throws<PsonoApiException>(() => Build(server, options =>
            {
                WithCache(options);
                options.ApiSecretKeyHex = new string('b', 64);
            })).Failure);
        }

        server.Fault = _ => Reply.Json("""{"non_field_errors":["API_KEY_INVALID"]}""", 400);
        Assert.Throws<PsonoApiException>(() => Build(server, WithCache));
        server.Fault = _ => Away;
        Assert.Throws<PsonoApiException>(() => Build(server, WithCache));
    }

    [Fact]
    public async Task Offline_asks_nobody()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using (Build(server, WithCache))
            _time.Advance(TimeSpan.FromHours(1));
        var requests = server.Http.Requests.Count;
        using var built = Build(server, options => options.Cache = new SecretCacheOptions
        {
            Directory = _directory.Path,
            Offline = OfflineMode.Only,
            Time = _time,
        });
        Assert.Equal(("hunter2", requests), (built.Configuration["A"], server.Http.Requests.Count));
        Assert.Equal(_time.GetUtcNow().AddHours(-1), built.Provider.ConfirmedAt);
    }

    public void Dispose() => _directory.Dispose();

    private static Reply Away => Reply.Json("{}", 503);

    private void WithCache(PsonoConfigurationOptions options) =>
        options.Cache = new SecretCacheOptions { Directory = _directory.Path, Time = _time };

    private BuiltConfiguration Build(ApiKeyServer server, Action<PsonoConfigurationOptions> configure) =>
        BuiltConfiguration.Build(server, options =>
        {
            options.Http = new HttpOptions { MaxRetries = 0, Time = _time };
            configure(options);
        });

    private async Task<BuiltConfiguration> WhileTimePasses(Func<BuiltConfiguration> build)
    {
        var building = Task.Run(build);
        while (!building.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(building, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        return await building;
    }
}
