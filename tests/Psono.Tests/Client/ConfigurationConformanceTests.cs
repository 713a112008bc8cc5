using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Psono.Client;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>What Microsoft's own tests expect of any provider of configuration.</summary>
public sealed class ConfigurationConformanceTests
{
    private static readonly (string Key, string Value)[] All =
    [
        ("Key1", "Value1"), ("Section1__Key2", "Value12"), ("Section1__Section2__Key3", "Value123"),
        ("Section1__Section2__Key3a__0", "ArrayValue0"), ("Section1__Section2__Key3a__1", "ArrayValue1"),
        ("Section1__Section2__Key3a__2", "ArrayValue2"), ("Section3__Section4__Key4", "Value344"),
    ];

    [Fact]
    public Task Values_sections_and_children_are_where_they_belong() => WithAsync(All, configuration => AssertAll(configuration));

    [Fact]
    public Task Values_may_be_empty() => WithAsync(
        [.. All.Select(pair => (pair.Key, ""))], configuration => AssertAll(configuration, _ => ""));

    [Fact]
    public async Task What_comes_later_wins_whoever_that_is_and_the_rest_is_joined()
    {
        var others = All.Select(pair => (pair.Key, "theirs")).ToArray();
        var none = All.Take(0).ToArray();
        await WithAsync(All, configuration => AssertAll(configuration), before: others);
        await WithAsync(others, configuration => AssertAll(configuration), after: All);
        for (var split = 1; split < All.Length; split++)
        {
            await WithAsync(All[split..], configuration => AssertAll(configuration), before: All[..split]);
            await WithAsync(All[..split], configuration => AssertAll(configuration), after: All[split..]);
        }

        await WithAsync(none, configuration => AssertAll(configuration), before: All);
        await WithAsync(none, configuration => AssertAll(configuration), after: All);
    }

    [Fact]
    public Task Case_does_not_count() => WithAsync(
        [.. All.Select(pair => (pair.Key.ToLowerInvariant(), pair.Value))],
        configuration =>
        {
            Assert.Equal("Value123", configuration["SECTION1:section2:KEY3"]);
            Assert.Equal("Value12", configuration.GetSection("SectioN1")["KEY2"]);
            Assert.Equal(3, configuration.GetSection("Section1:Section2:Key3a").GetChildren().Count());
            Assert.Equal(["key1", "section1", "section3"], configuration.GetChildren().Select(child => child.Key));
        },
        before: [.. All.Select(pair => (pair.Key, "theirs"))]);

    [Fact]
    public async Task The_same_key_twice_is_refused_where_that_is_wanted_also_in_another_case()
    {
        foreach (var again in new[] { "Key1", "KEY1" })
        {
            var failure = await Assert.ThrowsAsync<PsonoConfigurationException>(() => WithAsync(
                [.. All, (again, "again")], _ => { }, configure: options => options.Duplicates = DuplicateKeys.Throw));
            Assert.Contains($"the key {again} is twice", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task The_debug_view_says_who_has_what_and_the_redacted_one_hides_it() => WithAsync(
        All,
        configuration =>
        {
            const string Ours = "(PsonoConfigurationProvider)";
            Assert.Equal(
                $"""
                Key1=Value1 {Ours}
                Other=shown (MemoryConfigurationProvider)
                Section1:
                  Key2=Value12 {Ours}
                  Section2:
                    Key3=Value123 {Ours}
                    Key3a:
                      0=ArrayValue0 {Ours}
                      1=ArrayValue1 {Ours}
                      2=ArrayValue2 {Ours}
                Section3:
                  Section4:
                    Key4=Value344 {Ours}

                """,
                configuration.GetDebugView());
            var redacted = configuration.GetRedactedDebugView();
            Assert.DoesNotContain("Value", redacted, StringComparison.Ordinal);
            Assert.Contains($"Key4=*** {Ours}", redacted, StringComparison.Ordinal);
            Assert.Contains("Other=shown", redacted, StringComparison.Ordinal);
            var chained = new ConfigurationBuilder().AddConfiguration(configuration).Build().GetRedactedDebugView();
            Assert.DoesNotContain("Value", chained, StringComparison.Ordinal);
            Assert.Contains("Other=shown", chained, StringComparison.Ordinal);
        },
        before: [("Other", "shown")]);

    [Fact]
    public Task The_redacted_view_hides_what_comes_through_another_configuration_also_a_part_of_one() => WithAsync(All, configuration =>
    {
        Assert.Contains("Key2=***", Chained(configuration).GetRedactedDebugView(), StringComparison.Ordinal);
        Assert.Contains("Key2=***", Chained(configuration.GetSection("Section1")).GetRedactedDebugView(), StringComparison.Ordinal);

        static IConfigurationRoot Chained(IConfiguration inner) => new ConfigurationBuilder().AddConfiguration(inner).Build();
    });

    [Fact]
    public Task It_binds_to_an_object() => WithAsync(All, configuration =>
    {
        var options = configuration.Get<Options>()!;
        Assert.Equal(
            ("Value1", "Value12", "Value123", "Value344"),
            (options.Key1, options.Section1!.Key2, options.Section1.Section2!.Key3, options.Section3!["Section4:Key4"]));
        Assert.Equal(["ArrayValue0", "ArrayValue1", "ArrayValue2"], options.Section1.Section2.Key3a!);
    });

    [Fact]
    public async Task A_reload_token_fires_once_and_the_next_one_for_the_next_change()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(All));
        using var built = BuiltConfiguration.Build(server);
        for (var change = 1; change <= 3; change++)
        {
            var (ofRoot, ofProvider) = (built.Configuration.GetReloadToken(), built.Provider.GetReloadToken());
            var fired = 0;
            using var registration = ofRoot.RegisterChangeCallback(_ => fired++, null);
            await built.Provider.LookAsync();
            Assert.Equal((0, false, false), (fired, ofRoot.HasChanged, ofProvider.HasChanged));
            server.Secrets[0].Change(ApiKeyServer.Variables(("Key1", $"{change}")));
            await built.Provider.LookAsync();
            Assert.Equal((1, true, true), (fired, ofRoot.HasChanged, ofProvider.HasChanged));
            Assert.NotSame(ofRoot, built.Configuration.GetReloadToken());
            Assert.Equal([$"{change}"], built.Configuration.GetChildren().Select(child => child.Value));
        }
    }

    [Fact]
    public async Task Reloading_by_hand_reads_again_and_tells_and_a_value_that_was_set_lasts_until_a_change()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(All));
        using var built = BuiltConfiguration.Build(server, options => options.ReloadInterval = TimeSpan.FromHours(1));
        var told = 0;
        using var listening = ChangeToken.OnChange(built.Configuration.GetReloadToken, () => told++);
        built.Configuration["Key1"] = "set";
        built.Configuration.Reload();
        Assert.Equal(("set", 1), (built.Configuration["Key1"], told));
        server.Secrets[0].Change(ApiKeyServer.Variables(("Key1", "new")));
        built.Configuration.Reload();
        Assert.Equal(("new", 2), (built.Configuration["Key1"], told));

        server.Fault = _ => Reply.Json("{}", 503);
        Assert.Throws<PsonoApiException>(built.Configuration.Reload);
        Assert.Equal(("new", 503), (built.Configuration["Key1"], (built.Provider.LastFailure as PsonoApiException)?.Status));
    }

    private static async Task WithAsync(
        (string Key, string Value)[] ours,
        Action<IConfigurationRoot> assert,
        (string Key, string Value)[]? before = null,
        (string Key, string Value)[]? after = null,
        Action<PsonoConfigurationOptions>? configure = null)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(ours));
        using var built = BuiltConfiguration.Build(server, configure, Memory(new ConfigurationBuilder(), before));
        var configuration = after is null ? built.Configuration
            : Memory(new ConfigurationBuilder().AddConfiguration(built.Configuration), after).Build();
        assert(configuration);
    }

    private static IConfigurationBuilder Memory(IConfigurationBuilder builder, (string Key, string Value)[]? values) => values is null
        ? builder
        : builder.AddInMemoryCollection(values.ToDictionary(pair => pair.Key.Replace("__", ":"), pair => (string?)pair.Value));

    private static void AssertAll(IConfiguration configuration, Func<string, string>? expected = null)
    {
        var paths = All.Select(pair => (Path: pair.Key.Replace("__", ":"), Value: (string?)(expected?.Invoke(pair.Value) ?? pair.Value)))
            .ToList();
        Assert.All(paths, path => Assert.Equal(path.Value, configuration[path.Path]));
        Assert.Equal(
            paths.Concat([("Section1", null), ("Section1:Section2", null), ("Section1:Section2:Key3a", null), ("Section3", null),
                ("Section3:Section4", null)]).Order(),
            configuration.AsEnumerable().Select(pair => (pair.Key, pair.Value)).Order());
        foreach (var section in new[] { "Section1", "Section1:Section2", "Section1:Section2:Key3a", "Section3:Section4" })
        {
            var found = configuration.GetSection(section);
            Assert.Equal((section, null, true), (found.Path, found.Value, found.Exists()));
            Assert.All(found.GetChildren(), child => Assert.Equal(configuration[$"{section}:{child.Key}"], child.Value));
        }

        Assert.Equal(["Key1", "Section1", "Section3"], configuration.GetChildren().Select(child => child.Key));
        Assert.Equal(["Key2", "Section2"], configuration.GetSection("Section1").GetChildren().Select(child => child.Key));
        Assert.Equal(["0", "1", "2"], configuration.GetSection("Section1:Section2:Key3a").GetChildren().Select(child => child.Key));
        Assert.False(configuration.GetSection("Section2").Exists());
    }

    private sealed class Options
    {
        public string? Key1 { get; set; }

        public Section1Options? Section1 { get; set; }

        public IConfigurationSection? Section3 { get; set; }
    }

    private sealed class Section1Options
    {
        public string? Key2 { get; set; }

        public Section2Options? Section2 { get; set; }
    }

    private sealed class Section2Options
    {
        public string? Key3 { get; set; }

        public string[]? Key3a { get; set; }
    }
}
