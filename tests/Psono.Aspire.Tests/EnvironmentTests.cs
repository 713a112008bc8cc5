using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Psono.Aspire.Tests;

/// <summary>What a resource that references an API key gets, and what a deployment is told of it.</summary>
public sealed class EnvironmentTests
{
    private static readonly string SecretKey = new('a', 64);

    [Theory, InlineData(DistributedApplicationOperation.Run), InlineData(DistributedApplicationOperation.Publish)]
    public async Task A_resource_that_references_it_gets_the_three_variables_that_psonoci_reads(DistributedApplicationOperation operation)
    {
        var builder = Builder();
        var api = builder.AddExecutable("api", "true", ".").WithReference(builder.AddPsono("secrets"));

#pragma warning disable CS0618 // What takes its place is not there for tests.
        var variables = await api.Resource.GetEnvironmentVariableValuesAsync(operation);
#pragma warning restore CS0618

        string[] expected = operation == DistributedApplicationOperation.Run
            ? ["https://vault.example.com/server", "5f1f5b6e-6f5c-4d2c-9b3a-0a4c8a3f1e2d", SecretKey]
            : ["{secrets-server-url.value}", "{secrets-api-key-id.value}", "{secrets-api-secret-key.value}"];
        Assert.Equal(
            expected,
            new[] { "PSONO_CI_SERVER_URL", "PSONO_CI_API_KEY_ID", "PSONO_CI_API_SECRET_KEY_HEX" }.Select(name => variables[name]));
    }

    [Fact]
    public async Task The_manifest_has_a_secret_input_in_place_of_the_secret_key()
    {
        using var directory = new TemporaryDirectory();
        var builder = Builder("--publisher", "manifest", "--output-path", directory.File("manifest.json"));
        builder.AddContainer("api", "api").WithReference(builder.AddPsono("secrets"));
        await builder.Build().RunAsync();

        var manifest = await File.ReadAllTextAsync(directory.File("manifest.json"));

        Assert.DoesNotContain(SecretKey, manifest, StringComparison.Ordinal);
        var resources = JsonDocument.Parse(manifest).RootElement.GetProperty("resources");
        Assert.Equal(
            "{secrets-api-secret-key.value}",
            resources.GetProperty("api").GetProperty("env").GetProperty("PSONO_CI_API_SECRET_KEY_HEX").GetString());
        Assert.True(
            resources.GetProperty("secrets-api-secret-key").GetProperty("inputs").GetProperty("value").GetProperty("secret").GetBoolean());
        Assert.False(resources.TryGetProperty("secrets", out _));
    }

    [Fact]
    public void The_secret_key_is_a_secret_parameter_and_nothing_else_is()
    {
        var builder = Builder();
        builder.AddPsono("secrets");

        Assert.Equal(
            ["secrets-api-secret-key"],
            builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret).Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_parameter_that_is_not_secret_is_no_secret_key()
    {
        var builder = Builder();
        var parameter = builder.AddParameter("open");

        var failure = Assert.Throws<ArgumentException>(() => builder.AddPsono("secrets", parameter, parameter, parameter));

        Assert.StartsWith("The parameter 'open' must be created with secret: true.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_gets_two_API_keys_without_noticing()
    {
        var builder = Builder();
        var (one, other) = (builder.AddPsono("one"), builder.AddPsono("other"));
        var api = builder.AddExecutable("api", "true", ".").WaitFor(other).WithReference(one).WithReference(one);

        var failure = Assert.Throws<InvalidOperationException>(() => api.WithReference(other));

        Assert.StartsWith("'api' already references 'one'", failure.Message, StringComparison.Ordinal);
    }

    private static IDistributedApplicationBuilder Builder(params string[] arguments) =>
        DistributedApplication.CreateBuilder(
        [
            .. arguments, "Parameters:secrets-server-url=https://vault.example.com/server",
            "Parameters:secrets-api-key-id=5f1f5b6e-6f5c-4d2c-9b3a-0a4c8a3f1e2d", $"Parameters:secrets-api-secret-key={SecretKey}",
        ]);
}
