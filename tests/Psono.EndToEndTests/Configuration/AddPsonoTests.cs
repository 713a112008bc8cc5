using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Psono.Client;
using Psono.Client.Http;
using Psono.EndToEndTests.Fixtures;
using Psono.Extensions.Configuration;

namespace Psono.EndToEndTests.Configuration;

public sealed class AddPsonoTests(World world)
{
    [Fact]
    public async Task Variables_become_keys_and_double_underscores_become_sections()
    {
        var (id, config) = await world.CreateAsync("app settings", "Database__Host=db.example.com\nLevel=7\n");

        var configuration = Build(config, options => options.Secrets.Add(id));

        Assert.Equal("db.example.com", configuration["database:host"]);
        Assert.Equal("7", configuration["Level"]);
    }

    [Fact]
    public async Task A_section_and_a_mapper_decide_where_the_variables_appear()
    {
        var (_, config) = await world.CreateAsync("mapped", "KEEP_A=1\nDROP_B=2\n");

        var configuration = Build(config, options =>
        {
            options.Section = "Psono";
            options.KeyMapper = name => name.StartsWith("KEEP_", StringComparison.Ordinal) ? name[5..] : null;
        });

        Assert.Equal(["A"], configuration.GetSection("Psono").GetChildren().Select(child => child.Key));
    }

    [Fact]
    public async Task A_required_key_that_is_missing_stops_the_start_and_is_named()
    {
        var (_, config) = await world.CreateAsync("incomplete", "A=1\n");

        var error = Assert.Throws<PsonoConfigurationException>(
            () => Build(config, options => options.RequiredKeys.Add("ConnectionString")));

        Assert.Contains("ConnectionString", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_cannot_be_read_stops_the_start_unless_the_source_is_optional()
    {
        static void Unreachable(PsonoConfigurationOptions options)
        {
            options.ServerUrl = new Uri("http://127.0.0.1:1/server");
            options.Http = new HttpOptions { Timeout = TimeSpan.FromSeconds(1), MaxRetries = 0 };
        }

        Assert.Throws<PsonoApiException>(() => Build(world.Config, Unreachable));
        var configuration = Build(world.Config, options =>
        {
            Unreachable(options);
            options.Optional = true;
        });
        Assert.Empty(configuration.AsEnumerable());
    }

    [Fact]
    public async Task Listeners_hear_of_a_changed_value_and_only_of_that()
    {
        var (id, config) = await world.CreateAsync("reloading", "VALUE=before\n", "--write");
        var configuration = Build(config, options => options.ReloadInterval = TimeSpan.FromMilliseconds(100));
        using var provider = (PsonoConfigurationProvider)configuration.Providers.Single();
        var reloads = 0;
        var reloaded = new TaskCompletionSource();
        using var subscription = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            reloads++;
            reloaded.TrySetResult();
        });

        await Task.Delay(500);
        Assert.Equal(0, reloads);
        (await Shell.RunAsync($"psonoci -c {config} env-vars update-or-create {id} VALUE after")).Succeeds();
        await reloaded.Task.WaitAsync(Shell.Patience);

        Assert.Equal("after", configuration["VALUE"]);
        Assert.Null(provider.LastFailure);
    }

    private static IConfigurationRoot Build(string configPath, Action<PsonoConfigurationOptions> configure)
    {
        var settings = File.ReadAllLines(configPath).Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim().Trim('"'));
        return new ConfigurationBuilder().AddPsono(options =>
        {
            options.ServerUrl = new Uri(settings["server_url"]);
            options.ApiKeyId = Guid.Parse(settings["api_key_id"]);
            options.ApiSecretKeyHex = settings["api_secret_key_hex"];
            configure(options);
        }).Build();
    }
}
