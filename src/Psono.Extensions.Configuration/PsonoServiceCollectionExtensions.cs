using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Psono.Client.ApiKeys;

namespace Psono.Extensions.Configuration;

// docs/decisions/0067
/// <summary>Adds what belongs to secrets to the services of an application.</summary>
public static class PsonoServiceCollectionExtensions
{
    private const string HealthCheckName = "psono";

    /// <summary>
    /// Adds an <see cref="ApiKeyClient"/>, which reads and writes secrets; a <see cref="PsonoRefresher"/>; the health check <c>psono</c>;
    /// and gives the loggers of the host to the secrets in its configuration
    /// (<see cref="PsonoConfigurationExtensions.AddPsono"/>).
    /// </summary>
    /// <param name="services">The services to add to. What is there already is not added again.</param>
    /// <param name="configure">
    /// Which API key the client reads with. Without it: that of the first source of secrets in the application's configuration; without
    /// one: that found where <see cref="PsonoConfigurationExtensions.AddPsono"/> looks.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddPsonoSecrets(this IServiceCollection services, Action<PsonoClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => CreateClient(provider, configure));
        if (services.Any(service => service.ServiceType == typeof(PsonoRefresher)))
            return services;
        services.AddSingleton<PsonoRefresher>();
        services.AddHostedService<LoggerConnection>();
        services.AddHealthChecks().AddCheck<PsonoHealthCheck>(HealthCheckName);
        return services;
    }

    /// <summary>Adds one more <see cref="ApiKeyClient"/>, for another API key, which is asked for with a key of its own.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">What to ask for it with: <c>[FromKeyedServices("reports")] ApiKeyClient client</c>.</param>
    /// <param name="configure">Which API key it reads with.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddKeyedPsonoSecrets(
        this IServiceCollection services, object? serviceKey, Action<PsonoClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddKeyedSingleton(serviceKey, (provider, _) => CreateClient(provider, configure));
        return services;
    }

    private static ApiKeyClient CreateClient(IServiceProvider services, Action<PsonoClientOptions>? configure)
    {
        PsonoClientOptions? ofSource = configure is null
            ? PsonoConfigurationExtensions.PsonoSources(services.GetService<IConfiguration>()).FirstOrDefault()?.Options
            : null;
        var options = ofSource ?? new PsonoClientOptions();
        configure?.Invoke(options);
        return options.CreateClient(options.Cache);
    }
}
