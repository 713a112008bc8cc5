using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>What the configuration of a program does with a server that answers as the test wants.</summary>
public sealed class ConfigurationProviderTests
{
    private static readonly string[] Secret = [ApiKeyServer.Variables(("A", "hunter2"), ("Db__Host", "h"))];

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_look_goes_over_one_connection_and_nothing_unchanged_is_sent_or_opened(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Secret);
        var merges = 0;
        using var built = BuiltConfiguration.Build(server, options => options.KeyMapper = name =>
        {
            merges++;
            return name;
        });
        var requests = server.Http.Requests.Count;
        for (var look = 0; look < 5; look++)
            await built.Provider.LookAsync();

        Assert.Equal((1, requests + 5, 2), (server.Http.Connections, server.Http.Requests.Count, merges));
        Assert.All(server.Http.Requests.Skip(requests), request => Assert.EndsWith("/inspect/", request.Target, StringComparison.Ordinal));
        if (bulk)
            Assert.All(server.Http.Requests.Skip(1), request => Assert.Contains("If-None-Match", request.Head, StringComparison.Ordinal));

        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "changed")));
        await built.Provider.LookAsync();
        Assert.Equal("changed", built.Configuration["A"]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Secrets_named_by_title_are_not_opened_again_either(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Secret);
        var merges = 0;
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.Secrets.Add("title");
            options.KeyMapper = name => $"{name}{merges++}";
        });
        for (var look = 0; look < 3; look++)
            await built.Provider.LookAsync();
        Assert.Equal((1, 2, null), (server.Http.Connections, merges, built.Provider.LastFailure));
    }

    [Theory]
    [InlineData("500"), InlineData("502"), InlineData("503"), InlineData("504"), InlineData("429")]
    [InlineData("hangs up"), InlineData("down")]
    public async Task A_server_that_is_away_may_be_optional(string how)
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var closed = new ClosedPort();
        server.Fault = _ => int.TryParse(how, out var status) ? Status(status) : Reply.Silence;
        void Configure(PsonoConfigurationOptions options) => options.ServerUrl = how == "down" ? closed.Url : options.ServerUrl;

        Assert.Throws<PsonoApiException>(() => BuiltConfiguration.Build(server, Configure));
        using var built = BuiltConfiguration.Build(server, options =>
        {
            Configure(options);
            options.Optional = true;
        });
        Assert.Empty(built.Configuration.AsEnumerable());
        Assert.IsType<PsonoApiException>(built.Provider.LastFailure);

        var missing = Assert.Throws<PsonoConfigurationException>(() => BuiltConfiguration.Build(server, options =>
        {
            Configure(options);
            options.Optional = true;
            options.RequiredKeys.Add("A");
            options.RequiredKeys.Add("Db:Host");
        }));
        Assert.StartsWith("without the required keys A, Db:Host: ", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}"""), InlineData(401, "{}"), InlineData(403, "{}")]
    [InlineData(404, "{}"), InlineData(302, "{}"), InlineData(200, "<html>sign in</html>")]
    public async Task A_refusal_and_whoever_is_in_the_way_stop_the_start_also_where_it_is_optional(int status, string body)
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        server.Fault = _ => Reply.Text(body, "text/html", status, status == 302 ? "Location: http://other.example/\r\n" : "");
        Assert.Throws<PsonoApiException>(() => BuiltConfiguration.Build(server, options => options.Optional = true));
    }

    [Fact]
    public async Task What_is_not_authentic_or_lacks_a_key_stops_the_start_also_where_it_is_optional()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        Assert.Throws<PsonoConfigurationException>(() => BuildOptional(options => options.RequiredKeys.Add("B")));
        Assert.Throws<PsonoApiException>(() => BuildOptional(options => options.ApiSecretKeyHex = new string('b', 64)));
        Assert.Throws<PsonoConfigurationException>(() => BuildOptional(options => options.ApiSecretKeyHex = "b"));
        server.Unbind(0);
        Assert.Throws<PsonoApiException>(() => BuildOptional(options => options.RequireBoundGrants = true));
        server.Secrets[0].Tamper();
        Assert.Throws<PsonoApiException>(() => BuildOptional(_ => { }));

        BuiltConfiguration BuildOptional(Action<PsonoConfigurationOptions> configure) => BuiltConfiguration.Build(server, options =>
        {
            options.Optional = true;
            configure(options);
        });
    }

    [Fact]
    public async Task A_failure_is_logged_once_until_it_changes_and_so_is_its_end()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var log = new LogLines();
        var told = 0;
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.LoggerFactory = log;
            options.OnLoadFailed = _ => throw new InvalidOperationException($"{++told}");
        });

        var wait = 10;
        server.Fault = _ => Reply.Json("{}", 429, $"Retry-After: {wait++}\r\n");
        await LookAsync(3);
        server.Fault = _ => null;
        server.Secrets[0].Tamper();
        await LookAsync(3);
        server.Secrets[0].Change(Secret[0]);
        await LookAsync(3);

        Assert.Equal(["Warning", "Error", "Information"], log.Select(line => line.Split(':')[0]));
        Assert.Contains("too many requests", log.First(), StringComparison.Ordinal);
        Assert.DoesNotContain(log, line => line.Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal((6, "hunter2", null), (told, built.Configuration["A"], built.Provider.LastFailure));

        async Task LookAsync(int times)
        {
            for (var look = 0; look < times; look++)
                await built.Provider.LookAsync();
        }
    }

    [Fact]
    public async Task The_loggers_of_the_host_are_told_what_failed_before_they_were_there()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        server.Fault = _ => Status(503);
        using var built = BuiltConfiguration.Build(server, options => options.Optional = true);
        using var log = new LogLines();
        new ConfigurationBuilder().AddConfiguration(built.Configuration).Build().LogPsonoTo(log);
        Assert.StartsWith("Warning: The secrets cannot be read", Assert.Single(log), StringComparison.Ordinal);

        server.Fault = _ => null;
        await built.Provider.LookAsync();
        Assert.Equal(
            ["Information: The secrets can be read again", "Information: The secrets changed and were reloaded: 2 configuration keys"],
            log.Skip(1));
    }

    [Fact]
    public async Task What_the_cache_warned_of_and_duplicates_are_told_when_there_are_loggers_and_once()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret[0], ApiKeyServer.Variables(("a", "x"), ("B", "y"), ("A", "z")));
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("file"), "", TestContext.Current.CancellationToken);
        using var built = BuiltConfiguration.Build(
            server, options => options.Cache = new SecretCacheOptions { Directory = directory.File("file") });
        using var log = new LogLines();
        built.Configuration.LogPsonoTo(log);
        Assert.Equal(
            [
                $"Warning: The key A is twice in secret {ApiKeyServer.IdOf(1)}: the last one wins",
                $"Warning: The key a is in secret {ApiKeyServer.IdOf(0)} and in secret {ApiKeyServer.IdOf(1)}: the last one wins",
            ],
            log.Where(line => line.Contains("key", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        await built.Provider.LookAsync();
        Assert.Single(log, line => line.StartsWith("Warning: The cache ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Looking_goes_on_after_a_logger_has_failed()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var time = new FakeTimeProvider();
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.ReloadInterval = TimeSpan.FromMinutes(5);
            options.Http = new HttpOptions { MaxRetries = 0, Time = time };
            options.LoggerFactory = LoggerFactory.Create(logging => logging.AddProvider(new BrokenLogger()));
        });
        server.Fault = _ => Status(503);
        var reloaded = new TaskCompletionSource();
        using var listening = ChangeToken.OnChange(built.Configuration.GetReloadToken, reloaded.SetResult);
        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "changed")));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reloaded.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(6));
            await Task.WhenAny(reloaded.Task, Task.Delay(20, patience.Token));
            patience.Token.ThrowIfCancellationRequested();
            if (built.Provider.LastFailure is not null)
                server.Fault = _ => null;
        }

        Assert.Equal("changed", built.Configuration["A"]);
    }

    [Fact]
    public async Task What_became_unusable_stays_a_failure_while_it_stays_the_same()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var built = BuiltConfiguration.Build(server, options => options.RequiredKeys.Add("A"));
        server.Secrets[0].Change(ApiKeyServer.Variables(("B", "1")));
        for (var look = 0; look < 2; look++)
        {
            await built.Provider.LookAsync();
            Assert.Equal("no secret has the required key A", built.Provider.LastFailure?.Message);
            Assert.Equal("hunter2", built.Configuration["A"]);
        }

        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "2")));
        await built.Provider.LookAsync();
        Assert.Equal(("2", null), (built.Configuration["A"], built.Provider.LastFailure));
    }

    [Fact]
    public async Task A_server_that_goes_back_in_time_is_refused()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var built = BuiltConfiguration.Build(server);
        var restore = server.Secrets[0].Remember();
        server.Secrets[0].Change(ApiKeyServer.Variables(("A", "2")));
        await built.Provider.LookAsync();
        restore(null);
        await built.Provider.LookAsync();
        Assert.Equal(PsonoFailure.Rollback, Assert.IsType<PsonoApiException>(built.Provider.LastFailure).Failure);
        Assert.Equal("2", built.Configuration["A"]);
    }

    [Fact]
    public async Task Looking_goes_on_after_a_listener_has_failed()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var time = new FakeTimeProvider();
        using var log = new LogLines();
        using var built = BuiltConfiguration.Build(server, options =>
        {
            options.ReloadInterval = TimeSpan.FromMinutes(5);
            options.LoggerFactory = log;
            options.Http = new HttpOptions { MaxRetries = 0, Time = time };
        });
        TaskCompletionSource reloaded = new();
        using var listening = ChangeToken.OnChange(built.Configuration.GetReloadToken, () =>
        {
            reloaded.SetResult();
            throw new InvalidOperationException(built.Configuration["A"]);
        });

        foreach (var value in new[] { "new-value", "newer-value" })
        {
            server.Secrets[0].Change(ApiKeyServer.Variables(("A", value)));
            while (!reloaded.Task.IsCompleted)
            {
                time.Advance(TimeSpan.FromMinutes(6));
                await Task.WhenAny(reloaded.Task, Task.Delay(20, TestContext.Current.CancellationToken));
            }

            Assert.Equal(value, built.Configuration["A"]);
            reloaded = new TaskCompletionSource();
        }

        Assert.DoesNotContain(log, line => line.Contains("-value", StringComparison.Ordinal));
        Assert.Contains("Error: A listener for changes of the configuration failed: InvalidOperationException", log);
    }

    [Fact]
    public async Task The_secret_key_of_the_environment_is_not_in_the_configuration()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var hidden = new Dictionary<string, string?>
        {
            ["PSONO_CI_API_SECRET_KEY_HEX"] = "sesame",
            ["PSONO_CI_CONFIG_PACKED"] = "sesame",
            ["PSONO_CI_API_KEY_ID"] = "shown",
        };
        using var built = BuiltConfiguration.Build(server, before: new ConfigurationBuilder().AddInMemoryCollection(hidden));
        Assert.Null(built.Configuration["Psono_CI_Api_Secret_Key_Hex"]);
        Assert.DoesNotContain("sesame", built.Configuration.GetDebugView(), StringComparison.Ordinal);
        Assert.DoesNotContain(built.Configuration.AsEnumerable(), pair => pair.Value == "sesame");
        Assert.Equal(("shown", "h"), (built.Configuration["PSONO_CI_API_KEY_ID"], built.Configuration["Db:Host"]));
    }

    [Fact]
    public async Task A_configuration_file_of_psonoci_is_all_that_is_needed_and_counts_alone()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var directory = new TemporaryDirectory();
        var file = directory.File("psonoci.toml");
        await File.WriteAllTextAsync(
            file,
            $"version = \"1\"\n[psono_settings]\napi_key_id = \"{ApiKeyServer.ApiKeyId}\"\n"
            + $"api_secret_key_hex = \"{ApiKeyServer.SecretKeyHex}\"\nserver_url = \"{server.Http.Url}\"\n",
            TestContext.Current.CancellationToken);

        var configuration = new ConfigurationBuilder().AddPsono(options => options.ConfigurationFile = file).Build();
        Assert.Equal("hunter2", configuration["A"]);
        ((IDisposable)configuration).Dispose();
        Assert.Throws<PsonoConfigurationException>(() => BuiltConfiguration.Build(server, options => options.ConfigurationFile = file));
    }

    [Fact]
    public void What_is_missing_is_said_with_what_to_do()
    {
        var error = Assert.Throws<PsonoConfigurationException>(
            () => new ConfigurationBuilder().AddPsono(options => options.ApiKeyId = Guid.NewGuid()).Build());
        Assert.StartsWith("no server URL; give it in the program, or in PSONO_CI_SERVER_URL", error.Message, StringComparison.Ordinal);
        Assert.IsType<ApiKeySettingsException>(error.InnerException);
    }

    private static Reply Status(int status) => Reply.Json("{}", status);

    private sealed class BrokenLogger : ILogger, ILoggerProvider
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new ObjectDisposedException("log");

        public void Dispose()
        {
        }
    }
}
