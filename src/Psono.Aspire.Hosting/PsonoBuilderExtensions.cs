using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds API keys of Psono servers to an app host, and gives them to its resources.</summary>
public static class PsonoBuilderExtensions
{
    /// <summary>What would count instead. Processes inherit the environment of the app host, and it is a developer's.</summary>
    private static readonly string[] Overriding = ["PSONO_CI_CONFIG_PACKED", "PSONO_CI_CONFIG_PATH"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds an API key of a Psono server, whose parts are the parameters <c>NAME-server-url</c>, <c>NAME-api-key-id</c> and
    /// <c>NAME-api-secret-key</c>, a secret one. The server is not started: it is one that exists.
    /// </summary>
    /// <param name="builder">The builder of the app host.</param>
    /// <param name="name">The name of the resource.</param>
    /// <returns>The builder of the resource.</returns>
    public static IResourceBuilder<PsonoResource> AddPsono(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.AddPsono(
            name,
            builder.AddParameter($"{name}-server-url")
                .WithDescription("Address of the server's API, for example https://vault.example.com/server"),
            builder.AddParameter($"{name}-api-key-id").WithDescription("Id of the API key"),
            builder.AddParameter($"{name}-api-secret-key", secret: true).WithDescription("Secret key of the API key: 64 hex digits"));
    }

    /// <summary>Adds an API key of a Psono server that exists.</summary>
    /// <param name="builder">The builder of the app host.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="serverUrl">The address of the server's API, for example <c>https://vault.example.com/server</c>.</param>
    /// <param name="apiKeyId">The id of the API key.</param>
    /// <param name="apiSecretKey">The secret key of the API key, 64 hex digits: a secret parameter.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">The parameter of the secret key is not a secret one.</exception>
    public static IResourceBuilder<PsonoResource> AddPsono(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<ParameterResource> serverUrl,
        IResourceBuilder<ParameterResource> apiKeyId,
        IResourceBuilder<ParameterResource> apiSecretKey)
    {
        ArgumentNullException.ThrowIfNull(serverUrl);
        return builder.AddPsono(name, ReferenceExpression.Create($"{serverUrl}"), apiKeyId, apiSecretKey);
    }

    /// <summary>Adds an API key of a Psono server whose address is put together, such as that of a server in the same app host.</summary>
    /// <param name="builder">The builder of the app host.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="serverUrl">The address of the server's API, for example <c>https://vault.example.com/server</c>.</param>
    /// <param name="apiKeyId">The id of the API key.</param>
    /// <param name="apiSecretKey">The secret key of the API key, 64 hex digits: a secret parameter.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="ArgumentException">The parameter of the secret key is not a secret one.</exception>
    public static IResourceBuilder<PsonoResource> AddPsono(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        ReferenceExpression serverUrl,
        IResourceBuilder<ParameterResource> apiKeyId,
        IResourceBuilder<ParameterResource> apiSecretKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serverUrl);
        ArgumentNullException.ThrowIfNull(apiKeyId);
        ArgumentNullException.ThrowIfNull(apiSecretKey);
        if (!apiSecretKey.Resource.Secret)
        {
            throw new ArgumentException(
                $"The parameter '{apiSecretKey.Resource.Name}' must be created with secret: true.", nameof(apiSecretKey));
        }

        var psono = new PsonoResource(name, serverUrl, apiKeyId.Resource, apiSecretKey.Resource);
        return builder.AddResource(psono)
            .ExcludeFromManifest()
            .WithIconName("LockClosed")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Psono", Properties = [], State = KnownResourceStates.Waiting })
            .OnInitializeResource(PsonoInitialization.RunAsync)
            .WithHealthCheck(AddHealthCheck(builder.Services, psono));
    }

    /// <summary>
    /// Gives the process the API key: <c>PSONO_CI_SERVER_URL</c>, <c>PSONO_CI_API_KEY_ID</c> and <c>PSONO_CI_API_SECRET_KEY_HEX</c>, where
    /// <c>AddPsono()</c> of Psono.Extensions.Configuration and psonoci find it.
    /// </summary>
    /// <typeparam name="T">The type of the resource that reads secrets: a project, a container, an executable.</typeparam>
    /// <param name="builder">The resource that reads secrets.</param>
    /// <param name="source">The API key.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="InvalidOperationException">It has another API key already: there is one set of variables.</exception>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<PsonoResource> source)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        var psono = source.Resource;
        var references = builder.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Where(one => one.Type == "Reference");
        if (references.Select(one => one.Resource).OfType<PsonoResource>().FirstOrDefault(one => one != psono) is { } other)
        {
            throw new InvalidOperationException(
                $"'{builder.Resource.Name}' already references '{other.Name}' and cannot reference '{psono.Name}' as well: "
                + "a process has one API key. Grant that key all the secrets it needs.");
        }

        return builder.WithReferenceRelationship(psono).WithEnvironment(context =>
        {
            context.EnvironmentVariables["PSONO_CI_SERVER_URL"] = psono.ServerUrl;
            context.EnvironmentVariables["PSONO_CI_API_KEY_ID"] = psono.ApiKeyId;
            context.EnvironmentVariables["PSONO_CI_API_SECRET_KEY_HEX"] = psono.ApiSecretKey;
            foreach (var name in context.ExecutionContext.IsRunMode ? Overriding.Where(IsInherited) : [])
                context.EnvironmentVariables[name] = "";
        });
    }

    private static bool IsInherited(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    private static string AddHealthCheck(IServiceCollection services, PsonoResource psono)
    {
        var key = $"{psono.Name}_psono";
        services.AddHttpClient(key).RemoveAllLoggers();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            provider => new ServerHealthCheck(psono, provider.GetRequiredService<IHttpClientFactory>().CreateClient(key)),
            failureStatus: null,
            tags: null,
            Patience));
        return key;
    }
}
