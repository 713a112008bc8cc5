using Microsoft.Extensions.Configuration;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>Options that make no sense are refused where they are set, and not when the application has run for a while.</summary>
public sealed class ConfigurationOptionsTests
{
    private static readonly string[] Secret = [ApiKeyServer.Variables(("A", "hunter2"), ("Db__Host", "h"))];

    public static TheoryData<TimeSpan> NoTimes =>
        [TimeSpan.Zero, TimeSpan.FromSeconds(-5), Timeout.InfiniteTimeSpan, TimeSpan.FromDays(49), TimeSpan.MaxValue];

    [Theory, MemberData(nameof(NoTimes))]
    public void A_time_that_no_timer_can_measure_is_refused_with_the_name_of_its_option(TimeSpan time)
    {
        var options = new PsonoConfigurationOptions();
        AssertRefused(nameof(options.ReloadInterval), () => options.ReloadInterval = time);
        AssertRefused(nameof(HttpOptions.Timeout), () => _ = new HttpOptions { Timeout = time });
        if (time == Timeout.InfiniteTimeSpan)
            options.StartupTimeout = time;
        else
            AssertRefused(nameof(options.StartupTimeout), () => options.StartupTimeout = time);
        if (time <= TimeSpan.Zero)
            AssertRefused(nameof(SecretCacheOptions.MaxAge), () => _ = new SecretCacheOptions { Directory = "d", MaxAge = time });
    }

    [Fact]
    public void Numbers_below_zero_and_names_of_nothing_are_refused()
    {
        AssertRefused(nameof(HttpOptions.MaxRedirects), () => _ = new HttpOptions { MaxRedirects = -1 });
        AssertRefused(nameof(HttpOptions.MaxRetries), () => _ = new HttpOptions { MaxRetries = -1 });
        AssertRefused(nameof(HttpOptions.MaxAnswerBytes), () => _ = new HttpOptions { MaxAnswerBytes = 0 });
        AssertRefused(nameof(SecretCacheOptions.Directory), () => _ = new SecretCacheOptions { Directory = "" });
        AssertRefused(nameof(SecretCacheOptions.Directory), () => _ = new SecretCacheOptions { Directory = null! });
        AssertRefused(nameof(PsonoConfigurationOptions.KeyMapper), () => Build(options => options.KeyMapper = null!));
        AssertRefused(nameof(PsonoConfigurationOptions.Secrets), () => Build(options => options.Secrets.Add(null!)));
        AssertRefused(nameof(PsonoConfigurationOptions.Secrets), () => Build(options => options.Secrets.Add(" ")));
        AssertRefused(nameof(PsonoConfigurationOptions.RequiredKeys), () => Build(options => options.RequiredKeys.Add(null!)));

        static void Build(Action<PsonoConfigurationOptions> configure) => new ConfigurationBuilder().AddPsono(configure).Build();
    }

    [Fact]
    public async Task A_required_key_in_the_spelling_of_a_variable_is_told_from_one_that_is_missing()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        var missing = Assert.Throws<PsonoConfigurationException>(
            () => BuiltConfiguration.Build(server, options => options.RequiredKeys.Add("Db__Host")));
        Assert.Equal("no secret has the required key Db__Host (a key has : where a variable has __)", missing.Message);
    }

    [Fact]
    public async Task A_colon_at_the_end_of_the_section_is_no_section_without_a_name()
    {
        await using var server = new ApiKeyServer(bulk: true, Secret);
        using var built = BuiltConfiguration.Build(server, options => options.Section = "Psono:");
        Assert.Equal(("hunter2", "h"), (built.Configuration["Psono:A"], built.Configuration["Psono:Db:Host"]));
    }

    private static void AssertRefused(string option, Action set) =>
        Assert.Equal(option, Assert.ThrowsAny<ArgumentException>(set).ParamName);
}
